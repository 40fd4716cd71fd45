// SPDX-License-Identifier: MIT
/* Records in the order of their reservation: submitted, discarded, copied, and one too large for the buffer. */
#include "lab.h"

struct event {
	int argument;
	u32 pid;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

u64 submitted, discarded, copied, refused, bytes;

/* For whoever reads the records by their type, which a ring buffer's map cannot name. */
struct event unused = {};

static __always_inline int fill(struct event *event, int argument)
{
	event->argument = argument;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	return bpf_get_current_comm(event->comm, sizeof(event->comm));
}

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(submit, int a)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	fill(event, a);
	bpf_ringbuf_submit(event, 0);
	submitted++;
	return 0;
}

SEC("fentry/bpf_fentry_test2")
int BPF_PROG(discard, int a)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return 0;
	event->argument = -1;
	bpf_ringbuf_discard(event, 0);
	discarded++;
	return 0;
}

SEC("fentry/bpf_fentry_test3")
int BPF_PROG(copy, char a)
{
	struct event event = {};

	fill(&event, a);
	copied += bpf_ringbuf_output(&events, &event, sizeof(event), 0) == 0;
	bytes = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
	return 0;
}

SEC("fentry/bpf_fentry_test4")
int BPF_PROG(overflow)
{
	void *record = bpf_ringbuf_reserve(&events, 8192, 0);

	if (!record)
		refused++;
	else
		bpf_ringbuf_discard(record, 0);
	return 0;
}
