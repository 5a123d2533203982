import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { slimContract } from './build/slim-contract.ts';
import { themeCss } from './build/theme-css.ts';

/** Where a gateway answers while the app is developed with `npm run dev`. */
const gateway = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react(), themeCss(), slimContract()],
  build: {
    target: 'es2023',
    // Fonts and images stay files: the page's policy allows no data: font.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Few files that seldom change beside one small file a page: the browser fetches them side by side.
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'framework', test: /node_modules\/(@tanstack|i18next|react-i18next|use-sync-external-store)\// },
            { name: 'components', test: /node_modules\/(@mantine|@floating-ui|@tabler|clsx|react-transition-group)\// },
            { name: 'shared', test: /apps\/admin-web\/src\/shared\/|libs\/api-contract/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(['/admin/', '/scim/', '/openapi.json', '/docs'].map((path) => [path, gateway])),
  },
});
