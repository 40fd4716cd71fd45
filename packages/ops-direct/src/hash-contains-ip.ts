import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { GOLDEN_RATIO_64 } from './hash-long.js';
import { FtraceFuncEntry, FtraceHash, HASH_MOD_BIT } from './ops.js';

/** hash_long(X0, bits) in `to`, where bits > 0 is in `bits`. */
const hashLong = (to: string, bits: string, scratch: string): string => asm`
	mov	${scratch}, #${GOLDEN_RATIO_64 & 0xffffn}
	neg	w${bits.slice(1)}, w${bits.slice(1)}
	movk	${scratch}, #${(GOLDEN_RATIO_64 >> 16n) & 0xffffn}, lsl #16
	movk	${scratch}, #${(GOLDEN_RATIO_64 >> 32n) & 0xffffn}, lsl #32
	movk	${scratch}, #${GOLDEN_RATIO_64 >> 48n}, lsl #48
	mul	${scratch}, x3, ${scratch}
	lsr	${to}, ${scratch}, ${bits}
`;

/**
 * Whether an ops with these hashes traces a function: X0 = ip, X1 = notrace hash, X2 = filter hash → W0. A compiler
 * passes the two members instead of the pointer to both.
 */
export const hashContainsIp = routine(
  'hash_contains_ip',
  asm`
	mov	x3, x0
	cbz	x2, .Lhash_contains_ip_filtered
	ldr	x0, [x2, #${FtraceHash.count}]
	cbnz	x0, .Lhash_contains_ip_filter
	ldr	x0, [x2, #${FtraceHash.flags}]
	tbnz	x0, #${HASH_MOD_BIT}, .Lhash_contains_ip_filter
.Lhash_contains_ip_filtered:
	mov	w0, #1
	cbz	x1, .Lhash_contains_ip_done
	ldr	x2, [x1, #${FtraceHash.count}]
	cbz	x2, .Lhash_contains_ip_no_count
.Lhash_contains_ip_notrace:
	ldp	x0, x1, [x1, #${FtraceHash.sizeBits}]
	cbz	x0, 2f
${hashLong('x0', 'x0', 'x2')}
	add	x1, x1, x0, lsl #3
	b	2f
1:	ldr	x0, [x1, #${FtraceFuncEntry.ip}]
	cmp	x3, x0
	b.eq	.Lhash_contains_ip_no
2:	ldr	x1, [x1]
	cbnz	x1, 1b
	mov	w0, #1
.Lhash_contains_ip_done:
	ret
.Lhash_contains_ip_filter:
	ldp	x0, x2, [x2, #${FtraceHash.sizeBits}]
	cbz	x0, 4f
${hashLong('x0', 'x0', 'x4')}
	add	x2, x2, x0, lsl #3
	ldr	x2, [x2]
	cbz	x2, .Lhash_contains_ip_no
3:	ldr	x0, [x2, #${FtraceFuncEntry.ip}]
	cmp	x3, x0
	b.eq	.Lhash_contains_ip_filtered
4:	ldr	x2, [x2]
	cbnz	x2, 3b
.Lhash_contains_ip_no:
	mov	w0, #0
	ret
.Lhash_contains_ip_no_count:
	ldr	x2, [x1, #${FtraceHash.flags}]
	tbnz	x2, #${HASH_MOD_BIT}, .Lhash_contains_ip_notrace
	ret
`,
);
