import type { ClientWithKey } from '../../../emulator/client-with-key.js';

/** Both the service and the agency's own system behind it. The key is worthless outside the stand-in. */
export const mooringPermitClient: ClientWithKey = {
  clientId: 'mooring-permit-provider',
  privateJwk: {
    kty: 'RSA',
    kid: 'mooring-permit-1',
    alg: 'RS256',
    use: 'sig',
    n: 'uICJznT_OtwA77a0MLTGZySDDmQB49AdFBwl9QvhFxptmbzMvNpHoi4ZqMFFs40a7WkxnstoUQIgldT8oyVxGMeaP_xGVZlhfIKpXiyBc7MYSvIlTcc3ZTlsnX9KX4Gs42yrlXAdBNNftTEzh5Kte5srTm3AzqXF00YAwwqgv0bTKgpaKpmLl3cT84uNj_2vWwimMXHrqPZZOxqYl2E3DFht27x2v5UC2jnGD8n6yxsvmohQTQOyL3cgNDxV01R2AgEHaYbKjwiV2DeDBfUr95Lulvp0eBMUlEs8sQ8Bs7ZFYVgvbpmsioxBU2291hBe_lLpELIm576O6ouu1WQm5Q',
    e: 'AQAB',
    d: 'AcogDA7vHtIIIaBttP874Wo66dvRzN-K41QL5jQ8SwNoRr0huz80F1WdIsQ6edhc3NVQCZCYLW5OL0Xb7B_ZLfqu-1SQwL8hG--51tOrBG_wmgwpN8zpM6PP8uMg2eD3HVRDgcqO7X9jW-2N6LsP0GAb68HSxJkFBzHpoKVXaSOG0oO_1vGr8QT8lbUNSJ5uZVEx76WMNpX8yRd35bBQ0PnX-PnP5mKH7pz3RjkkiHA-SFpHOwVNK1GGOfoi2Ua946Jnlref3dJqxqpAiQruQrjck75k_1jBS5wTaxkJIsBuEGEiXJAE0vK8CkjHLWsM5MsTcIy4K_0IldyCTWF4bQ',
    p: '70ftZea1QqeL3XULNbwdHiIfXCm5QJxVyww2WCrQPU3KDeXzoHioeh2a2Afhz6sTZYKlBoJpiq77IA4HFXz3M6cMSWYlGvD-fxiMdULZdXLss2mROnqPbtFgSYbOEd4OVbnXMBDNbZiST8kmDp7nD3252hDGb8wCHyITn91oYac',
    q: 'xWTE4f9bRQjIVcL6Gr7qfsxW_1IqSyWD8kvJI6ILER6KxWK94RJC_iQHSAgB6CwzzInElJQFEaOlILPSYomKkQEHlJ4TuYF3QWeYC37cGB4sWlimAh2QRrSJ4aTEqzAtC2KOy2cKpadhlU7iR6K7X_FfpLJDwZAKmmFVOUylzJM',
    dp: 'HNB4khDaOxCaEy0JEIt6pipNxHdxy4oH-s-Zq7xcH0XC0zGhyO0-vJXcE6-_TZa4Wz0ESmhh9UVlEFMgH0JRMnMnU59tUHU88GkwYN6P-UjBoElSJ8yigSHNio0lO5mV-FTMyQj88_mvhNQgNRqFkKP_QXdLriLPDpi37ERpUXk',
    dq: 'uj8WNVbHOx_KRoEtksbIYtNS0p0oIrdHA_rV0bU3U_PJY-yC1DZy13APHrvPcM0kIr1qqfXvwnDxgSWqQCcegyrBiEyOt92cNC4Wm-IasPbnSmeSWzShyNTXs_vPROaz2aYorWqP9TU1Mbe4cXbt7NzGLZO1spDCMF_eFa5oUdk',
    qi: 'FDrqJVYDG5SXo-8OfZZeEf8z_u7avAwPjlNd2pNI5QiTg6KWXOfYDfD0GsdiZtbKql5Gj18AxxiU2gJn47B8q1fzbiM3Swvyg-3U4oiWp8z5GJiX-P4O1ebfwvTTxcl4JDQZwkv0ewXHGKq4Q7FQJFnqXGl-e-oPJ2GGpr5dzno',
  },
};

/** The agency's own system may open our dialogs, and change them. */
export const mooringPermitScope = 'mooring-permit:dialogs.write';
