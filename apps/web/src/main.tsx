import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { createSessionKeeper } from './session/session-store.js';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/marks.css';
import './styles/ward.css';
import './styles/patient-page.css';
import './styles/risk.css';
import './styles/me.css';
import './styles/replay.css';
import './styles/what-if.css';
import './styles/airways.css';
import './styles/picture.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App keeper={createSessionKeeper(sessionStorage, Date.now())} />
  </StrictMode>,
);
