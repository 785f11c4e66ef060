import { render } from 'lit-html';
import { letMenusClose } from './menus.js';
import { Portal } from './portal-state.js';
import { frameView } from './views/frame-view.js';

/** The page: one state, drawn anew whenever it changes. */
let isDue = false;
const portal = new Portal(() => {
  if (isDue) return;
  isDue = true;
  queueMicrotask(() => {
    isDue = false;
    draw();
  });
});

function draw(): void {
  document.documentElement.lang = portal.language;
  document.title = portal.title;
  render(frameView(portal), document.body);
}

// Links inside the portal change what is shown; the browser's own ways (new tab, download) stay.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (link.origin !== location.origin || !(link.pathname === '/' || link.pathname.startsWith('/portal'))) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  void portal.visit(location.pathname);
});
window.addEventListener('popstate', () => void portal.visit(location.pathname));

letMenusClose();
draw();
await portal.start(location.pathname);
