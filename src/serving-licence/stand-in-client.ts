/** The client that the stand-in Maskinporten (emulator/) has registered for the sample. */
export const standInMaskinportenClientId = 'serving-licence-provider';

/**
 * That client's private key. It is published with the source, so it proves nothing outside the stand-in: the settings
 * refuse it in production.
 */
export const standInMaskinportenPrivateJwk = {
  kty: 'RSA',
  kid: 'serving-licence-provider-1',
  alg: 'RS256',
  use: 'sig',
  n: 'rkL3oGqkp9qT7Pe-g_2L0oaJGbaYV0At8y7NkEoDX-W5iFMONAD8vTaRS5OGN7F0nbJXvyg5Df_veFA7a_pozeR83W16ZLHNdbGZD7At6uvHNTiVNJZDZDYg3ijFqpMnFa5OPmcxcD1FfxFbACHsuNlNXS_cXowaLD7afTVl1uyFArW0ZQUiD5ftITiXHx6hlmcOM0rJUBmIOYC8S_se0PAS-s7dLo_JBTyCop_t2yjZEKfhWX8H1xWyB4RrZq1pUWzhu13P9EyS6WYHT7gzFJwPkjv_iCc_L7dgGKA_bgUqnfsRflc26UosTBUgsfilWGny7tJYMl_JuJAk2g9Y0Q',
  e: 'AQAB',
  d: 'NrL_nqOK7sNeFo6Hh0_hgWJIi8E0nYKgScrBrM6Gs6Xc8I09kpZSvyPvRJ1YjofN1qhCAddi3WGebhIlLNYr6qETjr_MIOps10o5hOKk7y42WB7cOucF3WFePM3oigvpw1T064Kh0pzxARtWCLsdXsKbFaqtziHFH2lVVOMbhfQvqGRAbqJJAN5CuuWv6mgZobV9u7U7uJatsHajUlgEyIUOX53pNB7jxdKV17c_Bk7t90l4yQHcScWGz1fGxwtqAiDWWryoEBOdDXvDaiTxBMWKUD4tH-ajWbjcLXRGPlvLm4BRd7HpbqSFBiS3uP8sxIABK366TcJDMRxYgXPFlw',
  p: '7TJwcblRaNUXzRfVxmBaHFKmWxubxRFRiH4cPZuE-YhyugNPew-PH1cnbTAxl4bNXUuyUHj68Z4hmiYl_U-_RJkAJx8RevOGjH2gr1vBJ_K0W1Owb3e2gyhLwkgvpOMKi9mOcw9tF-WDF2t4HpJ6SE2C66XbIcJebd2PyUPiAWM',
  q: 'vBNY1Nms2KeqbCUIQoRXS6sKLAsb5-4i9TVf7jKVB_OD2d62Bc1Knwf7g8NLKpY2tPR11e_-t2tcoadocj-L4CUfTNM6RYAokIC6wsh5P0peCW3PIzMbcZNsagXe2J7ArfIdZfEVoAzRsc40fUuHhoSBeUteZEU6EyT4b3mtDTs',
  dp: 'DTBMyEYBnM6ccC7vGASrff-qeE5kruRzoB9C-rn2_tjzaBxfAvyufJOgAZY4a7B3IsTeuVLAwUaFn8iXPCp-_BV1yLcVhbycspsZoCZ96va3yIwytz_0yf4nmDnjTEvDflsubH9jFX0ReO_k0e5bFkIZEXk7Yfkovvsez5YSrvk',
  dq: 'ATJaUVhlOieu9OszZ0DyUT_wW6FidxJT1J2XU6usuRU6lItPOzA4NlTVq9v1QXsdM_-ONGNHiqE7QKgRCREQcceqsFFzwHd1Sp4XEiA2bUmq2YKCW-X6WbmnafFJnrU74p90wm5LRe5u8yOtv9JYNWnobP4mxpqOKQsGLadni3s',
  qi: 'jyPjGkvJOiqd6Ljk9doJdxdIKZBhsIz2-705m7TWOgxzfjuN6hezlVJxoB4XZj99PW32bcB3h-Myhlq-sYqNAbde8QB1bSz70QHtvK0oz4HONw5ucVo21YvOP4DnrHwhxt8fEWVFUqya7IRXuxGUn4dNw_KGcvmi6_ahsF_aidE',
} as const;
