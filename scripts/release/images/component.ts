/** What has an image of its own: the folder below src/ that holds its main.ts and its Dockerfile. */
export const COMPONENTS = ['backend', 'ui'] as const;
export type Component = (typeof COMPONENTS)[number];
