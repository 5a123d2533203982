import {
  Alert,
  Anchor,
  Button,
  Checkbox,
  createTheme,
  Drawer,
  defaultVariantColorsResolver,
  Input,
  type MantineColorsTuple,
  type MantineTheme,
  Menu,
  Modal,
  NativeSelect,
  PasswordInput,
  Radio,
  rem,
  Skeleton,
  Textarea,
  TextInput,
} from '@mantine/core';

/**
 * The look, after the Digital Agency's design system: its colours (theme.spec.ts holds them against the published
 * tokens), Noto Sans JP in 400 and 700, line height 1.75, controls at least 44 px high.
 */

/** One hue of ten shades, light to dark, as the component library wants it. */
export const palette = {
  blue: ['#e8f1fe', '#d9e6ff', '#c5d7fb', '#9db7f9', '#7096f8', '#4979f5', '#3460fb', '#0031d8', '#0017c1', '#00118f'],
  red: ['#fdeeee', '#ffdada', '#ffbbbb', '#ff9696', '#ff7171', '#ff5454', '#ec0000', '#ce0000', '#a90000', '#850000'],
  green: ['#e6f5ec', '#c2e5d1', '#9bd4b5', '#71c598', '#51b883', '#2cac6e', '#259d63', '#197a4b', '#115a36', '#0c472a'],
  orange: [
    '#ffeee2',
    '#ffdfca',
    '#ffc199',
    '#ffa66d',
    '#ff8d44',
    '#ff7628',
    '#e25100',
    '#c74700',
    '#ac3e00',
    '#8b3200',
  ],
  yellow: [
    '#fbf5e0',
    '#fff0b3',
    '#ffe380',
    '#ffd43d',
    '#ffc700',
    '#ebb700',
    '#b78f00',
    '#927200',
    '#806300',
    '#604b00',
  ],
} satisfies Record<string, MantineColorsTuple>;

const gray: MantineColorsTuple = [
  '#f8f8fb',
  '#f2f2f2',
  '#e6e6e6',
  '#cccccc',
  '#b3b3b3',
  '#767676',
  '#666666',
  '#4d4d4d',
  '#333333',
  '#1a1a1a',
];

/** The design system has no dark colours of its own; these are its greys turned round. */
const dark: MantineColorsTuple = [
  '#f2f2f2',
  '#e6e6e6',
  '#b3b3b3',
  '#999999',
  '#595959',
  '#3d3d3d',
  '#292929',
  '#1a1a1a',
  '#141414',
  '#0d0d0d',
];

const sans = "'Noto Sans JP Variable', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic UI', Meiryo, sans-serif";
const controlHeight = rem(44);

export const theme = createTheme({
  colors: { ...palette, gray, dark },
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 3 },
  // Filled controls turn light in the dark; the library would keep white letters on them.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colors, color: 'var(--sekisho-on-filled)' } : colors;
  },
  black: '#1a1a1a',
  white: '#ffffff',
  fontFamily: sans,
  fontFamilyMonospace:
    "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', 'Noto Sans JP Variable', monospace",
  fontSizes: { xs: rem(14), sm: rem(14), md: rem(16), lg: rem(18), xl: rem(20) },
  lineHeights: { xs: '1.75', sm: '1.75', md: '1.75', lg: '1.75', xl: '1.75' },
  fontWeights: { regular: '400', medium: '700', bold: '700' },
  headings: {
    fontFamily: sans,
    fontWeight: '700',
    sizes: {
      h1: { fontSize: rem(28), lineHeight: '1.5' },
      h2: { fontSize: rem(20), lineHeight: '1.5' },
      h3: { fontSize: rem(17), lineHeight: '1.6' },
      h4: { fontSize: rem(16), lineHeight: '1.6' },
    },
  },
  radius: { xs: rem(4), sm: rem(6), md: rem(8), lg: rem(12), xl: rem(16) },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      defaultProps: { size: 'md' },
      vars: (_theme, props) =>
        props.size === 'md'
          ? { root: { '--button-height': controlHeight, '--button-padding-x': rem(20) } }
          : { root: {} },
    }),
    Input: Input.extend({
      defaultProps: { size: 'md' },
      vars: () => ({ wrapper: { '--input-height': controlHeight } }),
    }),
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { size: 'md', inputWrapperOrder: ['label', 'description', 'error', 'input'] },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'md' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'md' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'always', inherit: true } }),
    // The library's own scroll lock writes a <style> element, which the page's policy refuses; theme.css does it instead.
    ModalRoot: Modal.Root.extend({
      defaultProps: { padding: rem(24), lockScroll: false, centered: true, transitionProps: { duration: 0 } },
    }),
    DrawerRoot: Drawer.Root.extend({
      defaultProps: { padding: rem(24), lockScroll: false, transitionProps: { duration: 0 } },
    }),
    // In place rather than at the end of the document: what a menu says belongs to the landmark its button is in.
    Menu: Menu.extend({ defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'md' } }),
    Radio: Radio.extend({ defaultProps: { size: 'md' } }),
    Alert: Alert.extend({ defaultProps: { variant: 'outline' } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
  },
});

/** Variables that the library derives in a way that misses 4.5:1, set to shades that reach it. */
export function cssVariables(_theme: MantineTheme) {
  return {
    variables: {},
    light: {
      '--sekisho-on-filled': '#ffffff',
      '--mantine-color-body': 'var(--sekisho-surface)',
      '--mantine-color-error': 'var(--mantine-color-red-7)',
      '--mantine-color-success': 'var(--mantine-color-green-7)',
      '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
      '--mantine-color-default-border': 'var(--mantine-color-gray-5)',
      '--mantine-color-disabled-color': 'var(--mantine-color-gray-6)',
      '--sekisho-surface': '#ffffff',
      '--sekisho-page': '#f7f8fa',
      '--sekisho-line': '#d9dbe0',
      '--sekisho-row-hover': '#f1f4fd',
      '--sekisho-row-selected': 'var(--mantine-color-blue-0)',
      '--sekisho-brand': 'var(--mantine-color-blue-8)',
      '--sekisho-neutral-text': 'var(--mantine-color-gray-7)',
      '--sekisho-good-text': 'var(--mantine-color-green-8)',
      '--sekisho-good-fill': 'var(--mantine-color-green-0)',
      '--sekisho-warn-text': 'var(--mantine-color-orange-9)',
      '--sekisho-warn-fill': 'var(--mantine-color-orange-0)',
      '--sekisho-bad-text': 'var(--mantine-color-red-8)',
      '--sekisho-bad-fill': 'var(--mantine-color-red-0)',
      '--sekisho-info-text': 'var(--mantine-color-blue-8)',
      '--sekisho-info-fill': 'var(--mantine-color-blue-0)',
      '--sekisho-neutral-fill': 'var(--mantine-color-gray-1)',
    },
    dark: {
      '--sekisho-on-filled': '#1a1a1a',
      '--mantine-color-body': 'var(--sekisho-surface)',
      ...Object.fromEntries(
        Object.keys(palette).map((hue) => [`--mantine-color-${hue}-outline`, `var(--mantine-color-${hue}-2)`]),
      ),
      '--mantine-color-error': 'var(--mantine-color-red-3)',
      '--mantine-color-success': 'var(--mantine-color-green-3)',
      '--mantine-color-anchor': 'var(--mantine-color-blue-3)',
      '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
      '--mantine-color-default-border': '#8c8c8c',
      '--mantine-color-disabled-color': 'var(--mantine-color-dark-2)',
      '--sekisho-surface': '#212225',
      '--sekisho-page': '#17181a',
      '--sekisho-line': '#3e4045',
      '--sekisho-row-hover': '#2a2d34',
      '--sekisho-row-selected': '#20294a',
      '--sekisho-brand': 'var(--mantine-color-blue-3)',
      '--sekisho-neutral-text': '#d5d5d5',
      '--sekisho-good-text': 'var(--mantine-color-green-2)',
      '--sekisho-good-fill': '#14352a',
      '--sekisho-warn-text': 'var(--mantine-color-orange-2)',
      '--sekisho-warn-fill': '#452814',
      '--sekisho-bad-text': 'var(--mantine-color-red-2)',
      '--sekisho-bad-fill': '#4a1c1c',
      '--sekisho-info-text': 'var(--mantine-color-blue-2)',
      '--sekisho-info-fill': '#1f2b52',
      '--sekisho-neutral-fill': '#34363b',
    },
  };
}
