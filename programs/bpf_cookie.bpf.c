// SPDX-License-Identifier: MIT
/* Each link has a cookie of its own, whoever calls the program. */
#include "lab.h"

u64 entry_cookie, exit_cookie, modify_cookie, kprobe_cookie, kretprobe_cookie;

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(entry)
{
	entry_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("fexit/bpf_fentry_test1")
int BPF_PROG(leave)
{
	exit_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modify)
{
	modify_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("kprobe/bpf_fentry_test2")
int probe(struct pt_regs *ctx)
{
	kprobe_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("kretprobe/bpf_fentry_test3")
int return_probe(struct pt_regs *ctx)
{
	kretprobe_cookie = bpf_get_attach_cookie(ctx);
	return 0;
}
