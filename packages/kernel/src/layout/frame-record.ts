import { ptr, struct } from '@tracelab/arm64-machine';

/** AAPCS64 6.4.6: the caller's frame pointer and the return address; X29 points at the innermost. */
export const FrameRecord = struct('frame_record', { fp: ptr, lr: ptr });
