const openMenus = 'details.menu[open]';

/** Menus close as people expect: on Escape, with the focus back on what opened them, and on a click anywhere else or in them. */
export function letMenusClose(): void {
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(openMenus)) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
  document.addEventListener('click', ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(openMenus)) {
      const summary = menu.querySelector('summary');
      if (!(target instanceof Node && summary?.contains(target))) menu.open = false;
    }
  });
}
