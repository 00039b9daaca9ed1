/** Whether a modal dialog is open: its element knows earlier than the view that it is closed. */
export const hasModal = (): boolean => document.querySelector(':modal') !== null;
