import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

/** The component library's links and buttons as ways within the app, with the router's checking of addresses. */

type AnchorAttributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'color' | 'style'> & {
  ref?: Ref<HTMLAnchorElement>;
};

/** A link in running text. */
export const TextLink = createLink((props: Omit<AnchorProps, 'vars'> & AnchorAttributes) => <Anchor {...props} />);

/** A link that looks like a button: it goes somewhere, so it can be opened in another tab. */
export const ButtonLink = createLink((props: Omit<ButtonProps, 'vars'> & AnchorAttributes) => (
  <Button component="a" {...props} />
));
