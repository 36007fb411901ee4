/** From this refusal of one work order on a person decides who gets it: the supervisor is told (R078). */
export const REFUSALS_TO_THE_SUPERVISOR = 2;
