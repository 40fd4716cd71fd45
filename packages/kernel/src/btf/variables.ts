/** Variables of the image that programs can name. */
export const variables = `
extern struct task_struct init_task;
`;

export const perCpuVariables = `
extern struct rq runqueues;
extern struct context_tracking context_tracking;
`;
