// SPDX-License-Identifier: MIT
/* A program on a function that it calls itself, the map's own: on the inner call it is running already, and does not run. */
#include "lab.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 8);
} hash SEC(".maps");

int starts, deletes;

/* Makes the call that the other is on. */
SEC("fentry/bpf_fentry_test1")
int BPF_PROG(start)
{
	int key = 1;

	starts++;
	bpf_map_delete_elem(&hash, &key);
	return 0;
}

SEC("fentry/htab_map_delete_elem")
int BPF_PROG(on_delete)
{
	int key = 0;

	deletes++;
	bpf_map_delete_elem(&hash, &key);
	return 0;
}
