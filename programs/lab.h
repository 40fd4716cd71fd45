/* SPDX-License-Identifier: MIT */
/* What every program here begins with: the kernel's types, libbpf's macros, a licence that all helpers take. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char _license[] SEC("license") = "Dual MIT/GPL";
