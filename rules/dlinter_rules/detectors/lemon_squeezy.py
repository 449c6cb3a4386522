"""Lemon Squeezy: API keys."""

from __future__ import annotations

from dlinter.detectors.assignment import assigned
from dlinter.detectors.checksums import is_jwt
from dlinter.detectors.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="lemon-squeezy-api-key",
        provider="Lemon Squeezy",
        title="Lemon Squeezy API key",
        pattern=assigned(r"lemon", r"eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{200,}"),
        keywords=("lemon",),
        matches=(
            'LEMONSQUEEZY_API_KEY="' + "eyJ0eXAiOiJKV1QiLCJh"
            + 'bGciOiJSUzI1NiJ9.eyJhdWQiOiI5NGQ1OWNlZiIsImp0aSI6Ijg5NjY2N2ZlZGUyOTBmNjMyMWU1NTI1Njc0MmIxOGVlMDQyNTdkODUifQ.TXLGfLeCDbQtXPWLQ7V57ewix_LYq3a8AqWPiQ9rUp-n2CwzRmJH8zdzW5WqFLBkmkeu54YCfHllLo9GhFvwEXOZR5sL5fJTxAEk2qvz4kNB3Z7lmNJzKDTav1Y9bR60m1YNCSYEI4tOMrqRUrxUySY7DIh0CmJq7n8D1Pm9B0TJy-RrIkhkUBrlVnwjDaqur5oGO2RfjFchPyucP4ZzzKtyfxkUN7aHHnPcUtxuPi1KiYDcLd1Of4HbtkstZ6dul1OE-E3009jJFlEyR4sDO9bSYEp0EN0y0Ixth3If0jeJIBw3zCD7VGbOwMrt4XaQvcrH9r5mrMosV9ibiJLfV3_dk2EJgUeeGgOJDxuWxzgXXc-jcn2H5DZrIKokhuBCJD1yVUnWrjU6ZZz9Izxy_gJANCjo9xNQVhtjedJs8pdK9spnE7PvEqS2k3RGbom3WD_tvGCF7ZS2qeSbm4Ltnrl5WgOlZUn99pFz16BTGiIonHoOX-Fou299NoPOOHaoOrKmY-W48EMXRA3uiI0QIKC93TlEEJc5Z4OEZXMl695Jtp81N7K_hFYcx1znstO-HJl6hqesCa6hJNdtEd80BedAl-82JoLOlBrKxkFbSYO40vQ5hXQ9puJhEVUaGU3GVFoqmo7Y_5fI5juiZDekowe8Ux5Wwg4MJjWq602f250"',
            "  lemonsqueezy_api_key: " + "eyJ0eXAiOiJKV1QiLCJh"
            + "bGciOiJSUzI1NiJ9.eyJhdWQiOiI5NGQ1OWNlZiIsImp0aSI6IjhhNjg3YzVmYzU4ZmFjY2YwYjcwYjc2MTcxN2ZmODQ1NzljNDM5NzYifQ.4tKQvZrQ4wP_K6Ii7VxS1KO8dRg7509PLNb8om5vPoSMBnSA03DhF-LUzfApy4plr55NgMbSXb4Vb5Txs11u_cRjievuURsPiQG6TvxKOUX7WvWpEZHwPqVzebOfyjSJi80Su7tUoL1LDvZSToxY-7ko0OeKBu7NY_kO1d287a4B2QNKfbdcbNo9U9tLNYGZvjnF1H97Yzo4edh2Z4MZpLOkIylZIrxjiLFF3E8CmWdZ0LLDCFfZ1J-L2zUNzNfxB37ZG8IeK5zO5k2j-_1IpZgkxOMXOKJx0NJPWj8Y0sIZ7Eal49X7VWFxPRDIahU1iNyhtA3sHhX93L9N8ELjOx64cmiRjFhk-OEQpFiLcnq2n0hAla7Ns1fvIQCPnKixHZ8S2fI_HjRvbEXXBmCXrqRYuuPGcMCVXHWFDQOypBOElvc1_wj-FFU1SZ1kFSH_qc-9Rq_rKWQrzytWzgcrvtC-RCnjAP_xRi0GMQOLw2oCWju9D1qQ2j0cYvzZedzAj9-Pe-s4rFjw3nbsfLA0bkxqymtWDjau5huR7f8VgMX7LBZ32xXaxDWvCwVcqV-EnGwMvc_8gvezVjSWFLgTOeDbO8cffGivwTCoS3tIog-iLcR8nEW5h8P0inYy-eviu1XNDBswfB__2B3tTOIm0wuWUKYU8UhSXnD5XeZystc",
        ),
        misses=(
            'LEMONSQUEEZY_API_KEY="' + "xXxxXxXXXxX0XxX0.xxX"
            + 'xxXXxXxX0XXX0XXXxXxXxXxx0xXX0Xxx0XxX0X0XxXXXxXXXxXxXxXXX0XXX0Xxx0XxXxXXXxXXXxXXxxXXXxxX.XXXXxXxXXxXxXXXXX0X00xxxx_XXx0x0XxXXxX0xXx-x0XxxXxXX0xxxX0XxXXXxxxxx00XXxXxxXx0XxXxxXXXXX0xX0xXXxXXx0xxx0xXX0X0xxXXxXXXxx0X0xX00x0XXXXXXX0xXXxxXXxxXxXX0XXx0XxXx0x0X0Xx0X0XXx-XxXxxxXXxxXxxxXxxxx0xXX0XxxXxxXxxxX0XxxXxxxxxXX0xXXxXxXxxxXx0XxXXxXx0Xx0XxxxxxX0xxx0XX-X0000xXXxXxX0xXX0xXXXx0XX0x0Xxxx0Xx0xxXXXx0xXX0XXxXxXxx0XxXxxxX0x0xxXxxX0xxxXXxX0_xx0XXxXxxXxXXXxxXxxxXXx-xxx0X0XXxXXxxxxXXXX0xXXxXxxX0XXx0Xxxx_xXXXXxx0xXXXxxxxxXx0xxX0xxxX0XxXxX0x0XXxxx0XX_xxXXX0XX0xxXxx0Xxxxx0XxXxXXx00xXx00XXXxXxxXxXX-Xxx000XxXXXXxxXxXxX-X00XXXXX0xxX0XXXX00XxXXXx0X0XXXXXx000Xxx00X0X_xXXxx0xxxxX-XXx0xxxxXx0xXXxxXx00XxxXx-00XxXXxXxXxxXxXXX00xX0xXX0xxXxXXXxXX0XXXxxxx0X_0xX0xxxXXxxxxx0Xx0Xxx0XXxXx000x000"',
            "REVISION=" + "eyJ0eXAiOiJKV1QiLCJh"
            + "bGciOiJSUzI1NiJ9.eyJhdWQiOiI5NGQ1OWNlZiIsImp0aSI6Ijg5NjY2N2ZlZGUyOTBmNjMyMWU1NTI1Njc0MmIxOGVlMDQyNTdkODUifQ.TXLGfLeCDbQtXPWLQ7V57ewix_LYq3a8AqWPiQ9rUp-n2CwzRmJH8zdzW5WqFLBkmkeu54YCfHllLo9GhFvwEXOZR5sL5fJTxAEk2qvz4kNB3Z7lmNJzKDTav1Y9bR60m1YNCSYEI4tOMrqRUrxUySY7DIh0CmJq7n8D1Pm9B0TJy-RrIkhkUBrlVnwjDaqur5oGO2RfjFchPyucP4ZzzKtyfxkUN7aHHnPcUtxuPi1KiYDcLd1Of4HbtkstZ6dul1OE-E3009jJFlEyR4sDO9bSYEp0EN0y0Ixth3If0jeJIBw3zCD7VGbOwMrt4XaQvcrH9r5mrMosV9ibiJLfV3_dk2EJgUeeGgOJDxuWxzgXXc-jcn2H5DZrIKokhuBCJD1yVUnWrjU6ZZz9Izxy_gJANCjo9xNQVhtjedJs8pdK9spnE7PvEqS2k3RGbom3WD_tvGCF7ZS2qeSbm4Ltnrl5WgOlZUn99pFz16BTGiIonHoOX-Fou299NoPOOHaoOrKmY-W48EMXRA3uiI0QIKC93TlEEJc5Z4OEZXMl695Jtp81N7K_hFYcx1znstO-HJl6hqesCa6hJNdtEd80BedAl-82JoLOlBrKxkFbSYO40vQ5hXQ9puJhEVUaGU3GVFoqmo7Y_5fI5juiZDekowe8Ux5Wwg4MJjWq602f250",
        ),
        source="Lemon Squeezy docs, API keys (JWT)",
        validate=is_jwt,
        min_entropy=3.0,
        confidence="medium",
        security_severity=7.5,
    ),
)
