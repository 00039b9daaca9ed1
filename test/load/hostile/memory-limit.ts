/**
 * How much more memory a pod may need under attack, MiB: half of the chart's memory limit of 512
 * MiB, minus what it needs for honest users.
 */
export const MEMORY_GROWTH_LIMIT_MIB = 160;
