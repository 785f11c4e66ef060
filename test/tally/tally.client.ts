import type { ClientWithKey } from '../../emulator/client-with-key.js';

/** The tests' own Maskinporten client: it provides the service, and calls its `/service-owner/*`. Its key proves nothing. */
export const tallyClient: ClientWithKey = {
  clientId: 'tally-provider',
  privateJwk: {
    kid: 'tally-provider-1',
    alg: 'RS256',
    use: 'sig',
    kty: 'RSA',
    n: 'ntB1-7c6HVDpBL3beJQ0v2qhcR31dUh8HDAyH435xEBbKMmqCuotO8on7McDLSFdQ4Q_A0OMf8kHP0vMjex9xxK5cfXFqJfmm9eZb38G60eTwcGa9TcuoRE2AGSfGICiFe8iIL2xmEK0x6-LNGdabGt5lFr1BZPihyAEyXBMC35ka1UC10uzfsq7fci_uFnfDdnAVH6jO_QW6KUFnSXDTGQPAGKtWTH7rrIdWn1ZpofMMIVbSIAk_U_YxUN-ukeDbWVXv4hC5oNQzgIXGfTeMSGOvktCqNEeb1b-LzA_sntJ9K5A4E9FDuP9YJdB6Vh3vybcWp_8u5-3tN_x3vOjOw',
    e: 'AQAB',
    d: 'COeCPfdDfGJNdlUYyZVxsavOWnPGD-nc_42aOdexgdXj5pEMBimkGJ6Yh3ePD4g33PG8wLeYWI_SZrOex_RTBwbfO-r-RpohtWossaorHqT4PVxYDlimNiSrZPE_VFXeAKHURYatPu66iRmoEeubj8mk2vMQmtv0TwQ2EH9J3DkGy2MFSlFVFyMhzftyTlQDhM8rCYkV_uq3dAUhhTpYMG6l6EIFFk6fRNNHvVK8vwRTPSiFUZDMmu5D7DgbHc7DnVtumai-fPuDfnEdiHigQOuxwJExTheFCVNqGB3SjD1v0DpWhGtGb6J1-IL71nf2U--4Q7QoI2RrKlAct3B93Q',
    p: '1tPI9qJkEPfI2ZB1TGIc27bByqNDu21RijJoQx7KQWTIVIH0wVO4LppS5OEhTWV8PtaMnlAt-EihbzYklPvI-gdusNI2wDooQlzFSnQWxxhYtDmwFkgKav2Hqvk2fiJcvSK7-wNvJb3GuZUEG2SRH2m-31zXYfm8yXxnQRdi0O8',
    q: 'vUB5J6rqiFV0-vcY1qqNAQ2vFU7ZMSs18bdGyhACuDo_W64xWvJxBHhp6Qs2xRqeFXOgbxLbV3d8XXj2wpiRUWkYaOo6nSG_l0apc1NnHTl2j-JHyb3DGqK4nk_u6Tw9D8CNpz4dDup_oW7HRgwgFUiwL8AzjtcqncVtk4PMOnU',
    dp: 'FGONUzseXC3oNh3rxBAbxQ6XXfAY4ZUChCc8lgI6F_LEwKCE5kRX2rRy4Z4sVvgmzp_2QKBDfKkICVIOLsWm0XQbIVUSNTRP1dyQLPzPnJ3G7XP8LmEv---MDMISVe5U9u5xAOXWirJ0RfDKrv7gdybGItTg7D-Tl1vjQN5DVqk',
    dq: 'moS6pwWoyjmj8oivkg3cZMDMdARV1wxl1f6DYNWjstF0C6H1EEGkvzalmq4aQOJTskYe9rGZvxeCxjrOluHEvIincnnT85mreZMrJUsyhKz3PdFONcynMOcs_61Z7rrNTEA2KBfR1-zk2mS9dVbPFzGrEMHIFtddJ0YcCnZw2EU',
    qi: 'HbyQMsUSOfPJlOmAlD8YXaPdhHEjlzXeVo-mxBca4e4BH0AbnwgUZHYSPjj0A5d2PdfG28RXMu7tuLBObd0z0JKUwOY-DZNqxKMCch-sVSGXBoSayt27_EMrCIRKggjg4dROV9jEODL-Z4zN7cmnTCmnqx10H00NGOr9WARpgJo',
  },
};

export const tallyScope = 'tally:dialogs.write';
