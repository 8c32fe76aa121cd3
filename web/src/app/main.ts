import { mount } from 'svelte';
import App from './App.svelte';
import { createApp } from './model/app';
import { appPath } from './model/invite_link';
import './styles.css';

// The server answers below the path of its own page; while developing, the page comes from somewhere else.
const url = new URL(window.location.href);
url.pathname = import.meta.env.DEV ? '/ws' : appPath(url.pathname).replace(/[^/]*$/, '');
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
url.hash = url.search = '';
const app = createApp(url.href);

mount(App, { target: document.getElementById('app')!, props: { app } });
