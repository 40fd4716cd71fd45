// SPDX-License-Identifier: MIT
/* As many programs as a trampoline carries, 38, of all kinds; one more is optional, and one too many. */
#include "lab.h"

u64 entries, modifications, exits;

#define ENTRY(n) SEC("fentry/bpf_modify_return_test") int BPF_PROG(entry##n) { entries++; return 0; }
#define MODIFY(n) SEC("fmod_ret/bpf_modify_return_test") int BPF_PROG(modify##n) { modifications++; return 0; }
#define EXIT(n) SEC("fexit/bpf_modify_return_test") int BPF_PROG(exit##n) { exits++; return 0; }
#define EACH(n) ENTRY(n) MODIFY(n) EXIT(n)

EACH(1) EACH(2) EACH(3) EACH(4) EACH(5) EACH(6) EACH(7) EACH(8) EACH(9) EACH(10) EACH(11) EACH(12)
ENTRY(13) EXIT(13)

SEC("?fmod_ret/bpf_modify_return_test")
int BPF_PROG(one_too_many)
{
	modifications++;
	return 0;
}
