import {
  convertCssVariables,
  DEFAULT_THEME,
  deepMerge,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { cssVariables, theme } from '../src/app/theme.ts';

const publicId = 'virtual:theme.css';
const resolvedId = `\0${publicId}`;

/**
 * Writes the theme's CSS variables into the built stylesheet. The component library would put them into a `<style>`
 * element at run time, and that alone would force `'unsafe-inline'` into the page's content security policy.
 */
export function themeCss(): Plugin {
  return {
    name: 'sekisho:theme-css',
    resolveId: (id) => (id === publicId ? resolvedId : null),
    load: (id) => (id === resolvedId ? renderThemeCss() : null),
  };
}

/** The variables of the merged theme as CSS, for `:root` and each colour scheme. */
export function renderThemeCss(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  return convertCssVariables(deepMerge(defaultCssVariablesResolver(merged), cssVariables(merged)), ':root');
}
