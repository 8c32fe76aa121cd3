import { mount } from 'svelte';
import App from './App.svelte';
import { createApp } from './model/app';
import './styles.css';

// The server answers below the path of its own page; while developing, the page comes from somewhere else.
const url = new URL(import.meta.env.DEV ? '/ws' : '.', window.location.href);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
url.hash = url.search = '';
const app = createApp(url.href);

mount(App, { target: document.getElementById('app')!, props: { app } });
