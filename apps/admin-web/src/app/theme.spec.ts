import tokens from '@digital-go-jp/design-tokens';
import { describe, expect, it } from 'vitest';
import { renderThemeCss } from '../../build/theme-css.ts';
import { palette } from './theme.ts';

interface Token {
  readonly $value?: string;
}

const primitive: Readonly<Record<string, Readonly<Record<string, Token>>>> = tokens.Color.Primitive;

describe('the colours of the theme', () => {
  it.each(Object.entries(palette))('takes every shade of %s from the design tokens, light to dark', (hue, shades) => {
    const published = Object.values(primitive[hue[0]?.toUpperCase() + hue.slice(1)] ?? {}).map((token) => token.$value);
    const places = shades.map((shade) => published.indexOf(shade));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

describe('renderThemeCss', () => {
  const css = renderThemeCss();

  it('has the variables of both colour schemes', () => {
    expect(css).toContain('data-mantine-color-scheme="light"');
    expect(css).toContain('data-mantine-color-scheme="dark"');
  });

  it('has the line height and the typeface of the design system', () => {
    expect(css).toContain('--mantine-line-height: 1.75');
    expect(css).toMatch(/--mantine-font-family: 'Noto Sans JP Variable'/);
  });
});
