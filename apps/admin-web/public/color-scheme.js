// Runs before the first paint so that a dark page never flashes white. A file of its own: the page's policy allows no
// inline script. The key and the values are those of the component library's colour scheme manager.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('sekisho-color-scheme') ?? 'auto';
  } catch {
    // Storage is blocked: follow the system.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
