import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'virtual:theme.css';
import './app/mantine.css';
import './app/global.css';
import { createAppRouter } from './app/router.tsx';
import { theme } from './app/theme.ts';
import { createQueryClient } from './shared/api/query-client.ts';
import { startI18n } from './shared/i18n/i18n.ts';

/** Starts the app: texts first, so that no key is ever shown, then the pages; the typeface arrives beside them. */
const fonts = import('./app/fonts.ts');
const queryClient = createQueryClient(() => void leaveForSignIn());
const router = createAppRouter(queryClient);
const colorScheme = localStorageColorSchemeManager({ key: 'sekisho-color-scheme' });

/** The session is over: to the sign-in page, and back here afterwards. */
async function leaveForSignIn(): Promise<void> {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in') return;
  await router.navigate({ to: '/sign-in', search: { from: href, expired: true }, replace: true });
  queryClient.clear();
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await startI18n();
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
await fonts;
