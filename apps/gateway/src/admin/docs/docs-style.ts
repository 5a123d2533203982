/** The look of `/docs`: system fonts, the reader's own light or dark, readable on a phone. */
export const docsStyle = `
:root { color-scheme: light dark; --line: light-dark(#d0d0d5, #45454d); --soft: light-dark(#f4f4f7, #1d1d22);
  --text: light-dark(#1a1a1c, #ededf0); --page: light-dark(#fff, #121214); --link: light-dark(#0017c1, #8fa2ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.75 "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", system-ui, sans-serif;
  color: var(--text); background: var(--page); display: grid; grid-template-columns: 16rem minmax(0, 1fr); }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow: auto; padding: 1.5rem 1rem;
  border-right: 1px solid var(--line); }
nav ul { list-style: none; padding: 0; }
nav li a { display: block; padding: .35rem 0; }
main { padding: 1.5rem 2rem 6rem; max-width: 72rem; }
a { color: var(--link); }
h1 { font-size: 1.75rem; line-height: 1.4; } h2 { font-size: 1.35rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
code, pre { font: .875rem/1.6 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
pre { background: var(--soft); padding: .75rem 1rem; overflow: auto; border-radius: .5rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: 0 1rem; }
details[open] { padding-bottom: 1rem; }
summary { cursor: pointer; padding: .6rem 0; min-height: 44px; overflow-wrap: anywhere; }
summary span:last-child { margin-left: .5rem; }
.method { display: inline-block; min-width: 4.5rem; font: 700 .8rem/1.6 ui-monospace, Menlo, Consolas, monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-top: 1px solid var(--line); font-weight: 400; }
th { white-space: nowrap; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  main { padding: 1rem; } }
`;
