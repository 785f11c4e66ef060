import type { ClientWithKey } from '../client-with-key.js';

/** The service provider of the tests. */
export const testProvider: ClientWithKey = {
  clientId: 'test-provider',
  privateJwk: {
    kid: 'test-provider-1',
    alg: 'RS256',
    use: 'sig',
    kty: 'RSA',
    n: 'xqQw3b_pXzifWMEm8PMi5v87a1SMM9lgLTU60TL0zEf7ey0Z938iK2PRoRZwqAxl-qj0oy9W1pt7r1QXrdnfroG6m4_uJdtxdaOU9ctev0xQgMyVdJ3b_DOO56LhwLUFf2U84zEZQBn-8F-jLNGciU0daa2h8x4sjsqKnodQlmJOhQdWy2d5-7NfsZ7tqt0LRAvWfOJ52BWjI5GcPgn-opnPggXqFyLW_FUO5EAPWI9qiXR8Z0KJiXWafFbM3wmCuqRUdgx4hS7buaNF7g_sctL7WzBIGymFajsmwuYuhc18-zqa83Twsx_i-hcrAfp7Z5ksjKmabqqyrRLerveefQ',
    e: 'AQAB',
    d: 'DM2IWMKFyB1eJ9pLKDyDg1_v9Hr-jlj0WfWUVOdz37bD_qxpgAoxqZpFaJyJpksmR4GcQuhKMIrU7ff9jrb8M8Mow94C-22pYmuori7tbGb-yU5mU53ZD-hCzasx4bnJIOzlf78qYXdLdzKy0bCw5iiSPL10Mrc_J_Tl-lG-X_LY7GHayvimyx5nzBARxiEtbpfM9Mmb3IApIO62F1hwi2bJMyiztlguYE-HoZa3p_hokPL1wVlvTlJoeVKWOcZKn7p-6nh-F8lepb1MVZJ8omss2Twc56n5v6uYDmgoMX0d5tknrFQOaF6dvc8s3Xgd0RQ7pTkmDKRK0gJmNhKwAQ',
    p: '9vCt--wFbmR_wgXGMsDzImavRFX5obAL_u3d_iMC-3fbygvbUXay6Gk-4hwxAWuzdIgKmOWKFudXGkdKbEhY6wLO9h8k3cYo32trydjTcNOYnDIm-OihrF-YooYgWyc2rIw54T2gfy38XBTaMtB51syGRBk0eX12M74xSkWArMU',
    q: 'ze3grX08HsGNnvnqUNdPgw93_f7BDCZW4EPFnb0OSrEV_CGv_3jttNkIHisRZzeFoBrlmoStvcyukuPkpaha_iQhFkfpBl2Z9ZJXW-iznzQWiY9H97IdGHT6SmtOJyYGXcTg0KaS0rTVlLAXeV3OgSOtSdE6Q4AX7CCBFN5CNlk',
    dp: 'iLOEHUnzV8Fa2FXJ-p7F-e1OaU4O-2sxuNaFZgKLzBn2GkumBdrn_7EDlrh0iIzOs1v8QdgQMc2vcmS01mzWjILpf2aOShdA2S3mZb8ajgMVIKLC4Fgn5_yjypTlpJB4u9yEziQHjWAvq-n_QNIYIMjoKxqo6fiCTvKi5rLDIOE',
    dq: 't2fyoHGWlwnp2Tpab4-kGGUxiH1ZcDnBTFHv8lIMJYfcvcc_GfiZNWXKrhvLjzNLBtKNxfX_S7i9jsP7w3LTP9_rvA1lxC6fTbD9rzTsrZFVtURwY3I2Ka8dsCQr4gAi0Wbkl9CTmahHRPsknQpoPmoJD2KSUsYGCF7WuEBPllk',
    qi: 'eiZSJQC_HF0ij339x_aIhakjaTBuvx0LhjnCn1qsqna2fsjnNEbBR38cHqYlIwOiJULluOCCpc9tytRg1eMzgo82M01mLAikg_qvMgbRTSEqoRwu2dSo2lyZ6XUQ7zpxsj_Ty4JaY6UDirTs31pIGaKGmeamLC5mrom5AgrE1tY',
  },
};

/** Another system of the same agency: its tokens do not open Dialogporten. */
export const testBackend: ClientWithKey = {
  clientId: 'test-backend',
  privateJwk: {
    kid: 'test-backend-1',
    alg: 'RS256',
    use: 'sig',
    kty: 'RSA',
    n: '4ts7j5Mtn9YwBg5S6XLp7qq7z5YR5Fue4OHe1rEiostxx8BxlrcU_MB4j8EKqDlAdQob0rg3js3frO2ZKqNw48gJnTelGD-qHRU1_Xh1hmscKjgYj_zKfc5jTq1JK6nFb7iPW6aLXQiRyxvFLOgsjYxZYvgeHREoVYCirRMN4megwfy2fwIbxANJ9f79TqjMidHAC1lIINHB3stPbC1VlhsnDefrtH5BPZNJ67q08zuNjxPx-gJm5Xbvls3lJBFlwL-ALJrVsYVGxgbOnTpQGbzl2DukFjMeYtCUhTi2pFuZx66QJoWzBp0kA9ZV81jOv4SeeQh2jkMe4WYQaaZR7w',
    e: 'AQAB',
    d: 'Kurb4UUwT_lW-4ZRND4buJ3PSy3yc5fLvnKs1EQNr-u6OlaThrZbP5fwFw4nxHyUT7AaZGqahCc5pj8LB5CFJmqtOvOQhb5hof_lx263GTeBTBFxwCfMbTGTAwrweVS0d_bcFDQ1UGPzJRA7ZMwFxb-kF3-mPsyEq2xbGlAtA8RI0cPMkzL6rWE5wVS-r-qN7ofeMutMR_Bbo9z2IG4d6TV-Qvk-mCX4aiTic5F_W-X8-CF5tIINW3kuKj2mOcnd-xqjsMiSeuSXkOExBlCWFOFRasAuuUFZkfNS2U1DzB3tY1hbkFZBLAwrQppeGxPaeD2y588YKYPpQJvN69NmoQ',
    p: '_LUK14hPby5F1O1dHfmDYwKidtW5bf6WXmDolOh4ZWz_TA0D0vnOk7n1nCPEPGu87OmYza79bEDLmJS626tAMmRSP61TE7IjQ6gfxVyCOryzNq1ihiZA2b1kKUJvuYo2_fGKOH8vXfT92ReYMxmgkSYKzeAunHlID5h-YTjoJ88',
    q: '5c_1odNzhp3l3KHWg2Kfw1f3t-ftZosRTpzFv_JyCwGSDbmixBjBcZznNAMzs_SUUhRheER1YJx2CPtzRsQLhlLtJdUTg4dgjq9r_6wTBJPcBAxpUhrZxfdy0ut8BcGEw8i56nmjLCDs6UOcU5HbOiOa7j84MQ7WJYBSeTGvm-E',
    dp: '38SwRQo-zIR88X795Xz8CsBafD_kYrH9FLVbPgBcG_PYXM9pg3gQpF8WTZyeN6JvOJng5MD_RsxZfFK2461Qu056RkiEN_yVnWNSPsEb0EcnqlL92ywkYKqD9sUNiY4KA_POIRj-KIS4A3QRIa6fr-evyX2pyITcenLd9dkeOaE',
    dq: 'nziL-Iil-9ieD1TZaMIF6rOh33sC0g77-LlJkQmK1fFKndPF35M_Q1XwIesuATotIQkZ1tencz4z0VlVruvZCEGgKJwOHwzGa1VCwCsaKgu_Xdazib0ssKoWleetT9eaAoOpu7h2wvY07hB32LavawKMLxEB_4tF90mG2o0AHEE',
    qi: '7NbvycbBpfp3Xw-tODe1ugtiyIiJMoJlGnkzTZaTXZMSXB6_eg--BK8QbrV-Jz3aty9zE9jzxBl97MQurpe2RcmwM8sC1IGo8wu1M0HNnsCSrdxdHlXuTrvNB1JzGPbWb0eoEQn61cwlKZhahQy4Cf5RmKcSR2MI80OsXXNwBpg',
  },
};

/** Another organisation, with access to Dialogporten but not to our service resource. Its key is worthless outside the stand-in. */
export const unrelatedAgency: ClientWithKey = {
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

/** The same organisation as a supplier: the agency of the tests has delegated its access to it. */
export const testSupplier: ClientWithKey = { ...unrelatedAgency, clientId: 'test-supplier' };
