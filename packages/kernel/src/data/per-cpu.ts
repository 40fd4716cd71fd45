import { ContextTracking, DYNTICK_IRQ_NONIDLE, RCU_DYNTICKS_IDX, Rq } from '../layout/index.js';
import { perCpuData, type DataObject } from '../routine.js';
import { initialiser } from './initialiser.js';

export const perCpuVariables: readonly DataObject[] = [
  perCpuData('__entry_task', '.quad init_task'),
  perCpuData('__in_cortex_a76_erratum_1463225_wa', '.word 0', 4),
  perCpuData('context_tracking', initialiser(ContextTracking, {
    state: RCU_DYNTICKS_IDX,
    dynticksNesting: 1,
    dynticksNmiNesting: DYNTICK_IRQ_NONIDLE,
  })),
  perCpuData('runqueues', initialiser(Rq, {}), 64),
];
