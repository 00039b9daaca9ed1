/** What the page server says instead of the page, by HTTP status. */
export const SERVER = {
  title: 'Live Chat',
  open: 'Open Live Chat',
  status: {
    403: 'This address only works over HTTPS.',
    404: 'There’s nothing at this address.',
    405: 'This address doesn’t accept that kind of request.',
    500: 'Something went wrong. Please try again.',
  } as Readonly<Record<number, string>>,
} as const;
