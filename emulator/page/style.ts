/** The page's whole style sheet. */
export const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); --accent: #0062ba; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 72rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.125rem; }
p { margin: .25rem 0; }
a { color: var(--accent); }
.personas { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem; padding: 0; list-style: none; }
.personas a { display: block; height: 100%; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; color: inherit; text-decoration: none; }
.personas a:hover, .personas a:focus-visible, .personas [aria-current] { border-color: var(--accent); outline: 1px solid var(--accent); }
.muted { opacity: .75; font-size: .875rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
tr[aria-current] td:first-child { font-weight: 600; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) { :root { --accent: #7db8f5; } }
`;
