/** The theme's CSS variables, rendered while the app is built (build/theme-css.ts). */
declare module 'virtual:theme.css' {}
