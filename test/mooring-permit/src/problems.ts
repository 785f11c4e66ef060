import { defineProblem } from '../../../src/http/problem.js';

/** A payment that the agreement cannot cover: another agreement may. */
export const paymentRefused = defineProblem('payment-refused', {
  status: 402,
  title: { nb: 'Betalingen ble avvist', nn: 'Betalinga vart avvist', en: 'The payment was refused' },
  detail: {
    nb: 'Banken avviste betalingen. Bruk en annen betalingsavtale.',
    nn: 'Banken avviste betalinga. Bruk ein annan betalingsavtale.',
    en: 'The bank refused the payment. Use another payment agreement.',
  },
});
