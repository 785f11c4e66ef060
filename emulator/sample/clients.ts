import type { ClientWithKey } from '../client-with-key.js';

/** The municipality's own case system, which calls our `/service-owner/*`. Its key is worthless outside the stand-in. */
export const servingLicenceBackend: ClientWithKey = {
  clientId: 'serving-licence-backend',
  privateJwk: {
    kty: 'RSA',
    kid: 'serving-licence-backend-1',
    alg: 'RS256',
    use: 'sig',
    n: 's9m7MNDb2XMugfZCJnOI9ewrhG5dAnNsgfvunpvNnGqDY1_yidho5Z6R6TcCjgIsVQ9TLYiQeBPFyBUYnmxSrs6mCBpptx003Of6asyF3Qr4AF2sRwCy5FakQ1llmca3r3KCS4TVwKorW5GDnNeU69TlMpuTVUkZIt752tt6cXEq4sNZiHT3Ap2RL6_Cfxsy5uWeqsvNMpWaMWPSHfVDRnC2JV07D9tE-EIX68fKP7TaYN8l1IxjGaG6duVCjKzGDfcxRriovU-mgFvh9ZTJpQ51z65P-ZafMq4zrGtWlfigKHvERUHGxweLDHW1-JdDsfpulxVQY50DrNfCovZ1QQ',
    e: 'AQAB',
    d: 'C0nby30Yh4YIwcSEs2gmDRWFR7sroFdBVMlM2Wy7E5nF5GtlzEwmjV8OFn7K7MHrKW2cUWvUcY0AKYZVdMAk0m8LEdAimYk-Q61V1PVAY7boCRHYGd7L27QqfEW0sFm-NsdvsTDFv-GOdiFkiugnI0RKHIqSTVSYvM0VDq0e-ta-Bs7QFJDBILMUwib6yyZSEuypAxH7XMbXaPUsCnl-jThECWSy5KLllwePc5edevzRlxLTJ4ReBm24QiE9F0fmUh4NrO_J2cvrHgmIe_H97I8w3HBt8WxwC58Cb4uYcjBCUXEB9YmYyarL7qz05MV1d0Cs40k72MgTl19jCS9jhw',
    p: '60_9R5RwMb_cESQNIx4w3VJQn_u0yprtSARcgQbCrbkmtgvWs7Qj_LrUwnlZL_coFPj21dnYmFo1oi9kr9WXfT01obXRTsWgwV7zsO7Pb7OlKLoblHU9r4p8BOTFYJNxi7_OwHLIo7rmq5BUGeZkqHFLEWIN_qh2IgU6Z6OcDc8',
    q: 'w6l_yJ4tTdYc_KecN0C7tQBLcCdLoh0LKxMCdmwFPrjVS6Ra6nnxlNrOyyc_xFjmGnSbyAnqzec8oTQlynnIezFh44U8sAgwiLcx9AHbHDwVybMxr4vKs7jPIjSGYLFMpDgs2ZfwQ4xbRgRuTxLEWA7Lq_939Gj5_Mq_R1uun-8',
    dp: 'qqlRzZdHo509kyTtbjnYQLwRg2Y_Ye3pB6E6Ic3wZaRyAfgmGCEfNI2f_weZeqMra8KA6upbH2vVmDH9OVWU0B0Th5vhGNtWUsh1vy4EPkQxFY-crxg0y9qJRddRm1B0OmG7JnJZN_42i9laVYp2GIBKbGoMMlSlkNjv2ficFps',
    dq: 'KmKsiNQjMkpgyyawA5QlVYdz0B7jFoI-Kh2bGfY6iKTXp-Q5wbOa7skbpQyilrE_X5nFKWdkkyg1jSJT0XHiSTWgY_438FZF1UgCLT69rXcirSgBamrZBWfSjzFbrtSZqrV0mcp9RNTB7QAGuWByYjUKT_8uiCa5iNaO6zFkOcc',
    qi: 'j0OYzf-GKZJs_guK7OB41oirKKlk3gtWxTWegIcEtVg44jFTqXEENcvLLmvulYF3x12LZ88b2GKumM8vIR2VJ1XEoiwA7S0eo6Afnf0W9w6ziulc0AKJqq16baMV0drqDOv9Rq-e69ooGBkseAIUj2qBfkMVZnxj-Grrgp39NLk',
  },
};
