// SPDX-License-Identifier: MIT
/* Arguments by number, 64 bits of each, and the errors of asking for what is not there. */
#include "lab.h"

#define EINVAL 22
#define EOPNOTSUPP 95

u64 entry_ok, exit_ok, modify_ok, modified_exit_ok;

SEC("fentry/bpf_fentry_test2")
int BPF_PROG(entry)
{
	u64 a = 0, b = 0, z = 0, ret = 0;

	entry_ok = bpf_get_func_arg_cnt(ctx) == 2 &&
		   bpf_get_func_arg(ctx, 0, &a) == 0 && a == 2 &&
		   bpf_get_func_arg(ctx, 1, &b) == 0 && b == 3 &&
		   bpf_get_func_arg(ctx, 2, &z) == -EINVAL &&
		   bpf_get_func_ret(ctx, &ret) == -EOPNOTSUPP;
	return 0;
}

SEC("fexit/bpf_fentry_test2")
int BPF_PROG(leave)
{
	u64 a = 0, b = 0, z = 0, ret = 0;

	exit_ok = bpf_get_func_arg_cnt(ctx) == 2 &&
		  bpf_get_func_arg(ctx, 0, &a) == 0 && a == 2 &&
		  bpf_get_func_arg(ctx, 1, &b) == 0 && b == 3 &&
		  bpf_get_func_arg(ctx, 2, &z) == -EINVAL &&
		  bpf_get_func_ret(ctx, &ret) == 0 && ret == 5;
	return 0;
}

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modify)
{
	u64 a = 0, b = 0, z = 0, ret = 1;

	modify_ok = bpf_get_func_arg_cnt(ctx) == 2 &&
		    bpf_get_func_arg(ctx, 0, &a) == 0 && a == 1 &&
		    bpf_get_func_arg(ctx, 1, &b) == 0 && b != 0 &&
		    bpf_get_func_arg(ctx, 2, &z) == -EINVAL &&
		    bpf_get_func_ret(ctx, &ret) == 0 && ret == 0;
	return 1234;
}

SEC("fexit/bpf_modify_return_test")
int BPF_PROG(modified_exit)
{
	u64 ret = 0;

	modified_exit_ok = bpf_get_func_ret(ctx, &ret) == 0 && ret == 1234;
	return 0;
}
