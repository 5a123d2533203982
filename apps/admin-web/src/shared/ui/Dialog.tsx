import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size?: string;
  readonly children: ReactNode;
}

/*
 * The library's own arrangement of these parts marks a dialog's heading line as a second page banner for assistive
 * technology; that is what role="presentation" takes back.
 */

/** A dialog in the middle of the window. Escape and a click beside it close it; focus returns to where it was. */
export function Dialog(props: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root
      opened={props.opened}
      onClose={props.onClose}
      {...(props.size === undefined ? {} : { size: props.size })}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header role="presentation">
          <Modal.Title className="dialog-title">{props.title}</Modal.Title>
          <Modal.CloseButton aria-label={t('common.close')} size={44} />
        </Modal.Header>
        <Modal.Body>{props.children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A dialog at the window's edge, for something to be read beside what is behind it, or for ways to go. */
export function SideSheet(props: DialogProps & { readonly side: 'left' | 'right' }) {
  const { t } = useTranslation();
  return (
    <Drawer.Root
      opened={props.opened}
      onClose={props.onClose}
      position={props.side}
      {...(props.size === undefined ? {} : { size: props.size })}
    >
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Header role="presentation">
          <Drawer.Title className="dialog-title">{props.title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('common.close')} size={44} />
        </Drawer.Header>
        <Drawer.Body>{props.children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
