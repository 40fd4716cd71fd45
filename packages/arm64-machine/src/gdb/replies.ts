export const OK = 'OK';

/** The reply to what is not implemented. */
export const UNSUPPORTED = '';

/** `Enn`, nn as Linux numbers errors: bad address, and invalid argument. */
export const EFAULT = 'E0e';
export const EINVAL = 'E16';
