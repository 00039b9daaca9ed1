import { component } from './component.ts';

/** A button that opens a panel of actions. Actions that cannot be undone ask again in place. */
export const menu = () =>
  component({
    isOpen: false,
    /** Which action asks whether it is meant. */
    asks: '',

    toggle(): void {
      this.isOpen = !this.isOpen;
      this.asks = '';
    },
    ask(action: string): void {
      this.asks = action;
      void this.$nextTick(() => this.$refs[action]?.focus());
    },
    /** Takes the action that was begun, because a template can only say one thing. */
    done(_action: unknown): void {
      this.close();
    },
    /** Closed by hand: the focus goes back to where it came from. */
    close(): void {
      if (!this.isOpen) return;
      this.dismiss();
      this.$refs['button']?.focus();
    },
    dismiss(): void {
      this.isOpen = false;
      this.asks = '';
    },
  });
