import { defineProblem } from '../../../src/http/problem.js';

/** An enclosure is asked for, and the recipient has not confirmed yet. */
export const confirmFirst = defineProblem('confirm-first', {
  status: 409,
  title: { nb: 'Bekreft først', nn: 'Stadfest først', en: 'Confirm first' },
  detail: {
    nb: 'Bekreft at du har mottatt brevet. Da kan du åpne vedleggene.',
    nn: 'Stadfest at du har fått brevet. Då kan du opne vedlegga.',
    en: 'Confirm that you have received the letter. Then you can open the enclosures.',
  },
});
