import { component } from './component.ts';

/** A button that opens a panel of actions. */
export const menu = () =>
  component({
    isOpen: false,

    toggle(): void {
      this.isOpen = !this.isOpen;
    },
    /** Takes the action that was started, because a template expression can only be one call. */
    done(_action: unknown): void {
      this.close();
    },
    /** Returns the focus to the button. */
    close(): void {
      if (!this.isOpen) return;
      this.dismiss();
      this.$refs['button']?.focus();
    },
    dismiss(): void {
      this.isOpen = false;
    },
  });
