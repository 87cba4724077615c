/** What is said of a job whose worker did not renew its lease. */

export const lostLeaseError = (delivery: number | string, maxAttempts: number | string): string =>
  `The worker stopped answering: the lease of delivery ${delivery} of ${maxAttempts} was lost`;
