/**
 * How much more memory a pod may need under attack, MiB: half of the 512 MiB at which the chart ends it,
 * less what it needs for honest people.
 */
export const MEMORY_GROWTH_LIMIT_MIB = 160;
