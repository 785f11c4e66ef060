/** A Maskinporten client together with its private key. */
export interface DemoClient {
  readonly clientId: string;
  readonly privateJwk: Readonly<
    Record<'kty' | 'kid' | 'alg' | 'use' | 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>
  >;
}

/** The municipality's own case system, which calls our `/service-owner/*`. Its key is worthless outside the stand-in. */
export const servingLicenceBackend: DemoClient = {
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

/** Another organisation, with access to Dialogporten but not to our service resource. Its key is worthless outside the stand-in. */
export const unrelatedAgency: DemoClient = {
  clientId: 'unrelated-agency',
  privateJwk: {
    kty: 'RSA',
    kid: 'unrelated-agency-1',
    alg: 'RS256',
    use: 'sig',
    n: 'pKEVhVX8abEbn87O3cjL2ZZmu22EJF2ePJAWVH8uVAPOC7ASunC2v9xMyPZen-w8Y_ANMwgit1KFv3Y6WGdZsncmlubkdO_beph54SQDWp1jw4RbpTKRf4FVoPKWJmDOlZ7jC86xb4r1o7eOVyFLwT4tvWXlcxL3ebsIe9uzyXJhBtqztQGSZWxF0rV2ghRjqTjvyCsoRI8IwXBrqKTyxE2h1Dvc3Q5kpSmb706i0qxfH8-3Bd20WEeNj6qAHuX2Wo8iQ2ca07wIQ7tu9h7rPnkkBBhWlXsIp6fCTJEv4Jw2pOWroQ2ij-k0zabMSDefl5HzVNQkUbIpFi7m0yIetQ',
    e: 'AQAB',
    d: 'AgWsgv_EYvP29-aNafH-dwS-7ExzFBNGT04hyBXr1sJZNJGMGVgrFn45PzqvfN1k_IFFWDwgWQoddHWaT92tH2ERS0c4xSrxEjdvP9G2bNWEFTG6AnR1jxBioeB48a28u9_AwDNgwJL_Y2xsxis1iAEghLQMtnYkLg2bFBJlyfKlqAvu5pk2ScP70CfqEDHJg2G0tKYNpTUxu_UQrsOlEPHfB0DKz486Zi6WCGpnr48Q7qXF2rhUg_7wEep6CzeBMzofRcOTV4mopL53z3Ov3coKsY04haUH_OoQhgCfDmoJClCLVj0y8ubr4u33BjQAamhl4siR3kHvHDA0wt0wvQ',
    p: '4McuNSGXWNqMqPE0uc0XEaqlu64hnjxoKdlq4j0BMSNkwF7EZqEv68_YyxBptZxk_sqleE5QSvL-cxRkXr5FfFHj8z_jTh5TAmsauiCThQRS0U4xswXvBekuICMmhoFTLorQBr__0T8XQLRcVJ1L8zq_1nc7nuyxeRLZFjEw0rM',
    q: 'u38WujFuZR4G3MHJz29kcwOX8ikPfOkJocy8gikSKRz0VnKpXpbO5w2bzGr_m36L6StH-oFufVOmlAJBX3zBatrFvOIr_pm-MUkrLvn1Mj1b6eVP4Klyr8KXtJXQFsHXCeYQB9mRu6iiADsMJtbMT7DV1eQhDyYZYCcriQ633Pc',
    dp: 'rCehOkw58HGinZnvugZcDsnWGYJqeRjm5naAqDn0-b-T4Mo0Pi5h14ffENfHPrNDnulyBkxkrqKhQ15w6SdtbKQDpEBgRWpwRT_mvntIwO3oyCnNYsG-qZZIH5EMZqQSI2lpnmHa-lYJ5yK8PIokq2tplkbHwRajbomC_r46GIU',
    dq: 'EuetkviI-QkeCARCJPhGWJJ0L6aUOTQGFJpgJ3-cpSiWOmE1UqRCGGn225WuUC9iTBBhIZELYvecRDA2Bzq9BdkpNvJXHUTDOJT4FbR-VKJ7Mgo9E5oCRlaIlVzFroW8-PKJi0EUwKcwLnXFs-TUlPRvmzF1Y-GjjV5ltVwWjeE',
    qi: 'g7W1C1GpBFJurhUKGdddTAakv2gJzOeewkHpcThaHfafUVpjraXE2fTQrivu99jAnarSmPbp1CYDQq_GPzb0_bKhk8LTeWfIMmEgHwTtcxwtW4WGCUHCio699ep87a2CByvbTdjTiP3w2ucKSihm5SiWzAmU6P0rLLiciM4Xg74',
  },
};
