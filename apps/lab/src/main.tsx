import { render } from 'preact';
import './style.css';
import './object.css';
import { Store } from './store/store.js';
import { App } from './views/app.js';

render(<App store={new Store()} />, document.getElementById('lab')!);
