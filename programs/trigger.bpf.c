// SPDX-License-Identifier: MIT
/*
 * The programs that the trigger benchmark counts with, one per hook. Each adds one to a global; the bench reads it
 * back and refuses a run in which a call was missed.
 */
#define SEC(name) __attribute__((section(name), used))

char _license[] SEC("license") = "Dual MIT/GPL";

long hits;

SEC("fentry/__arm64_sys_getpgid")
int trigger_fentry(void *ctx)
{
	__sync_add_and_fetch(&hits, 1);
	return 0;
}

SEC("fexit/__arm64_sys_getpgid")
int trigger_fexit(void *ctx)
{
	__sync_add_and_fetch(&hits, 1);
	return 0;
}

SEC("kprobe/__arm64_sys_getpgid")
int trigger_kprobe(void *ctx)
{
	__sync_add_and_fetch(&hits, 1);
	return 0;
}

SEC("fmod_ret/__arm64_sys_getpgid")
int trigger_fmodret(void *ctx)
{
	__sync_add_and_fetch(&hits, 1);
	return -22;
}

SEC("kretprobe/__arm64_sys_getpgid")
int trigger_kretprobe(void *ctx)
{
	__sync_add_and_fetch(&hits, 1);
	return 0;
}
