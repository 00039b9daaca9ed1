/** How many times as many random inputs as by day there are: the nightly run sets it. */
export const PROPERTY_TIMES = Number(process.env['PROPERTY_TIMES'] ?? 1);

/** Whether this is the nightly run, which takes as long as it needs. */
export const IS_LONG_RUN = PROPERTY_TIMES > 1;
