// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import ja from '../../locales/ja/index.ts';
import { CopyField } from './CopyField.tsx';

await i18next.use(initReactI18next).init({ lng: 'ja', resources: { ja: { translation: ja } } });
afterEach(cleanup);

describe('CopyField', () => {
  it('copies the whole value and says so', async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
    render(
      <MantineProvider>
        <CopyField label="SCIM の URL" value="https://sekisho.example/scim/v2/abc" />
      </MantineProvider>,
    );
    expect(screen.getByLabelText('SCIM の URL')).toHaveProperty('value', 'https://sekisho.example/scim/v2/abc');
    fireEvent.click(screen.getByRole('button', { name: 'SCIM の URLをコピー' }));
    expect(writeText).toHaveBeenCalledWith('https://sekisho.example/scim/v2/abc');
    expect(await screen.findByText('SCIM の URLをコピーしました。')).toBeDefined();
  });
});
