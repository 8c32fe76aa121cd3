import { mount } from 'svelte';
import App from './App.svelte';
import { createApp } from './model/app';
import './styles.css';

const { protocol, host } = window.location;
const app = createApp(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/`);

mount(App, { target: document.getElementById('app')!, props: { app } });
