/** The typeface's 120 `@font-face` rules, in a stylesheet of their own: the first paint does not wait for them. */
import '@fontsource-variable/noto-sans-jp/wght.css';
