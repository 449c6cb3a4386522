"""Microsoft Azure: service keys that carry a signature of their resource provider."""

from __future__ import annotations

from dlinter.detectors.checksums import is_base64_of
from dlinter.detectors.detector import Detector


def _long(secret: str) -> bool:
    return is_base64_of(secret, 64)


def _short(secret: str) -> bool:
    return is_base64_of(secret, 32)


DETECTORS: tuple[Detector, ...] = (
    Detector(
        id="azure-storage-key",
        provider="Microsoft Azure",
        title="Azure storage account key",
        pattern=r"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{5}[AQgw]==",
        keywords=("+ast",),
        matches=(
            'AZURE_STORAGE_KEY="' + "MVRMbMQYAE4O1pLW99JWbxeXMhbYaHFtHKL5yPqSNeUW"
            + 'UrBWpEh7AUbVNR5FR2GrR9UGB759PUZ3+AStIJXGEg=="',
            "  value: " + "YeRX3eQW2Ch3VoSqnAvwxj1VqBExXzrNQs452gOBExTH"
            + "U1YwMxqZArZoYfbx7NkLQn7DXsLbxhGf+AStVQysTg==",
        ),
        misses=(
            'AZURE_STORAGE_KEY="' + "MVRMbMQYAE4O1pLW99JWbxeXMhbYaHFtHKL5yPqSNeUW"
            + 'UrBWpEh7AUbVNR5FR2GrR9UGB759PUZ3+AStIJXGEg="',
            'AZURE_STORAGE_KEY="' + "MVRMbMQYAE4O1pLW99JWbxeXMhbYaHFtHKL5yPqSNeUW"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx+xxxxxxxxx=="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_long,
        min_entropy=3.5,
        security_severity=9.0,
    ),
    Detector(
        id="azure-cosmos-db-key",
        provider="Microsoft Azure",
        title="Azure Cosmos DB key",
        pattern=r"[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5}[AQgw]==",
        keywords=("acdb",),
        matches=(
            'COSMOS_KEY="' + "qjcWqvp0n74wnns4FwqIU3B6XiUUKXhPIAC0Dmpx44Le"
            + 'ppkdQjZ3lIY6Pmd9fIu63r1kH7nmiyydACDbOywZYQ=="',
            "  value: " + "zfgOzI5dmdue2gM7jTuLoCnz7clJsAV6LCsc0hE8JpNW"
            + "DJO9TfM5RDq3bnTf7v0C3fPWO1uZvJDlACDbyNZH6A==",
        ),
        misses=(
            'COSMOS_KEY="' + "qjcWqvp0n74wnns4FwqIU3B6XiUUKXhPIAC0Dmpx44Le"
            + 'ppkdQjZ3lIY6Pmd9fIu63r1kH7nmiyydACDbOywZYQ="',
            'COSMOS_KEY="' + "qjcWqvp0n74wnns4FwqIU3B6XiUUKXhPIAC0Dmpx44Le"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_long,
        min_entropy=3.5,
        security_severity=9.0,
    ),
    Detector(
        id="azure-batch-key",
        provider="Microsoft Azure",
        title="Azure Batch account key",
        pattern=r"[A-Za-z0-9+/]{76}\+ABa[A-Za-z0-9+/]{5}[AQgw]==",
        keywords=("+aba",),
        matches=(
            'BATCH_KEY="' + "zFMZoIhjBvb5vFAhpHxVR7cYkWTWuGghJYL0oAg3R5tw"
            + 'oKlKnp2QGVxVfOMy5Fq1Uu5C87NyBthI+ABabdzk5g=="',
            "  value: " + "Nsb0EoQCVheh3lkgCmSfezDXkHtviuPJyTPLp76eEvFp"
            + "iRAjns/wgskBzEg9geKchZNqcILlFFkF+ABawtv0tQ==",
        ),
        misses=(
            'BATCH_KEY="' + "zFMZoIhjBvb5vFAhpHxVR7cYkWTWuGghJYL0oAg3R5tw"
            + 'oKlKnp2QGVxVfOMy5Fq1Uu5C87NyBthI+ABabdzk5g="',
            'BATCH_KEY="' + "zFMZoIhjBvb5vFAhpHxVR7cYkWTWuGghJYL0oAg3R5tw"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx+xxxxxxxxx=="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_long,
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-ml-classic-key",
        provider="Microsoft Azure",
        title="Azure Machine Learning (classic) web service key",
        pattern=r"[A-Za-z0-9+/]{76}\+AMC[A-Za-z0-9+/]{5}[AQgw]==",
        keywords=("+amc",),
        matches=(
            'AML_KEY="' + "JFTZzyp1JDff4zStsOsrc5SzCC85QFFLWuO5stj2nhAo"
            + 'tW5yKtwYOTvcFTaaOedRoJx31TiTdvCD+AMCtQYxVw=="',
            "  value: " + "FIqbh9wDxEzCEvBJsRe6Ox5Hc93ZxcsX3lU7WwtDn/pX"
            + "avh3IvQW1xnUF0oM8IWLETNIYiLlfWdB+AMCEPMNJQ==",
        ),
        misses=(
            'AML_KEY="' + "JFTZzyp1JDff4zStsOsrc5SzCC85QFFLWuO5stj2nhAo"
            + 'tW5yKtwYOTvcFTaaOedRoJx31TiTdvCD+AMCtQYxVw="',
            'AML_KEY="' + "JFTZzyp1JDff4zStsOsrc5SzCC85QFFLWuO5stj2nhAo"
            + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx+xxxxxxxxx=="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_long,
        min_entropy=3.5,
        security_severity=7.0,
    ),
    Detector(
        id="azure-api-management-key",
        provider="Microsoft Azure",
        title="Azure API Management key",
        pattern=r"[A-Za-z0-9+/]{76}APIM[A-Za-z0-9+/]{5}[AQgw]==",
        keywords=("apim",),
        matches=(
            'APIM_KEY="' + "J7VqfHN1URYgNoBA3E0cTwLpFGRj4lfZnMJkXzjcwpqB"
            + 'ivgfdeZ4fv+xkhK9WA9wDa9FDGy0T5tvAPIMtQdS5w=="',
            "  value: " + "ePmmmjBadabU9ICkyRuAWioI345uCWzY4hp1nqn1Bb0U"
            + "BNTYKEoY00VrOP5ufPl5enAtoG4T4bm8APIMrgZ7hA==",
        ),
        misses=(
            'APIM_KEY="' + "J7VqfHN1URYgNoBA3E0cTwLpFGRj4lfZnMJkXzjcwpqB"
            + 'ivgfdeZ4fv+xkhK9WA9wDa9FDGy0T5tvAPIMtQdS5w="',
            'APIM_KEY="' + "J7VqfHN1URYgNoBA3E0cTwLpFGRj4lfZnMJkXzjcwpqB"
            + 'xxxxxxxxxx+xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_long,
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-service-bus-key",
        provider="Microsoft Azure",
        title="Azure Service Bus key",
        pattern=r"[A-Za-z0-9+/]{33}\+ASb[A-P][A-Za-z0-9+/]{5}=",
        keywords=("+asb",),
        matches=(
            'SERVICEBUS_KEY="q42slXrUrwNNpMgI' + 'U90Z7xYWnmpEv5y9z+ASbDVjYtl="',
            "  value: tjR83PgMW5mQI8C9" + "4zn7vPKp8VfGBlKvh+ASbE4wdot=",
        ),
        misses=(
            'SERVICEBUS_KEY="q42slXrUrwNNpMgI' + 'U90Z7xYWnmpEv5y9z+ASbDVjYtl"',
            'SERVICEBUS_KEY="q42slXrUrwNNpMgI' + 'xxxxxxxxxxxxxxxxx+xxxxxxxxx="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_short,
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-event-hubs-key",
        provider="Microsoft Azure",
        title="Azure Event Hubs key",
        pattern=r"[A-Za-z0-9+/]{33}\+AEh[A-P][A-Za-z0-9+/]{5}=",
        keywords=("+aeh",),
        matches=(
            'EVENTHUB_KEY="p3C7nFjTD4xfhbwz' + 'oZotsPPFvq0NeSdgC+AEhBAWJWu="',
            "  value: SxZt8dx35CoiESds" + "iaoLNXJxUPccUimRi+AEhE6cMsU=",
        ),
        misses=(
            'EVENTHUB_KEY="p3C7nFjTD4xfhbwz' + 'oZotsPPFvq0NeSdgC+AEhBAWJWu"',
            'EVENTHUB_KEY="p3C7nFjTD4xfhbwz' + 'xxxxxxxxxxxxxxxxx+xxxxxxxxx="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_short,
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-relay-key",
        provider="Microsoft Azure",
        title="Azure Relay key",
        pattern=r"[A-Za-z0-9+/]{33}\+ARm[A-P][A-Za-z0-9+/]{5}=",
        keywords=("+arm",),
        matches=(
            'RELAY_KEY="cN3YBjullrTjHAWb' + 'WPKvq4pfxFqmAICW3+ARmNU1G/A="',
            "  value: oD9HUzpcHuXlJSnF" + "qgcnYDj0RNp9jxTcL+ARmIUDA91=",
        ),
        misses=(
            'RELAY_KEY="cN3YBjullrTjHAWb' + 'WPKvq4pfxFqmAICW3+ARmNU1G/A"',
            'RELAY_KEY="cN3YBjullrTjHAWb' + 'xxxxxxxxxxxxxxxxx+xxxxxxx/x="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_short,
        min_entropy=3.5,
    ),
    Detector(
        id="azure-iot-hub-key",
        provider="Microsoft Azure",
        title="Azure IoT Hub key",
        pattern=r"[A-Za-z0-9+/]{33}AIoT[A-P][A-Za-z0-9+/]{5}=",
        keywords=("aiot",),
        matches=(
            'IOT_HUB_KEY="c6EQh2NZoxaYKYeC' + 'gJOcfVeoNhZOaZtSzAIoTOOAuHm="',
            "  value: zjSpB4WKqKka07A9" + "ciEtQWI3lSZvA3lNGAIoTDEnOXQ=",
        ),
        misses=(
            'IOT_HUB_KEY="c6EQh2NZoxaYKYeC' + 'gJOcfVeoNhZOaZtSzAIoTOOAuHm"',
            'IOT_HUB_KEY="c6EQh2NZoxaYKYeC' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxx="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_short,
        min_entropy=3.5,
    ),
    Detector(
        id="azure-redis-key",
        provider="Microsoft Azure",
        title="Azure Cache for Redis key",
        pattern=r"[A-Za-z0-9+/]{33}AzCa[A-P][A-Za-z0-9+/]{5}=",
        keywords=("azca",),
        matches=(
            'REDIS_KEY="MHPK0oopS6Z3H16K' + 'qxCgdMyyzrhtHeDBWAzCaMkEt6T="',
            "  value: IoggrRAlKDJDHH5J" + "0BkpvewZhNsQiOkSBAzCaES11cX=",
        ),
        misses=(
            'REDIS_KEY="MHPK0oopS6Z3H16K' + 'qxCgdMyyzrhtHeDBWAzCaMkEt6T"',
            'REDIS_KEY="MHPK0oopS6Z3H16K' + 'xxxxxxxxxxxxxxxxxxxxxxxxxxx="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_short,
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-event-grid-key",
        provider="Microsoft Azure",
        title="Azure Event Grid key",
        pattern=r"[A-Za-z0-9+/]{33}AZEG[A-P][A-Za-z0-9+/]{5}=",
        keywords=("azeg",),
        matches=(
            'EVENTGRID_KEY="9uYxKZdBBemqXsTf' + 'Ss1R9tw1b2/N9rJe3AZEGJGld9n="',
            "  value: bx3OzMoZIDlbeBsH" + "qj8NVyK1uchrZBaG5AZEGJZ75v3=",
        ),
        misses=(
            'EVENTGRID_KEY="9uYxKZdBBemqXsTf' + 'Ss1R9tw1b2/N9rJe3AZEGJGld9n"',
            'EVENTGRID_KEY="9uYxKZdBBemqXsTf' + 'xxxxxxxxxx/xxxxxxxxxxxxxxxx="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        validate=_short,
        min_entropy=3.5,
        security_severity=7.5,
    ),
    Detector(
        id="azure-container-registry-password",
        provider="Microsoft Azure",
        title="Azure Container Registry password",
        pattern=r"[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}",
        keywords=("+acr",),
        matches=(
            'ACR_PASSWORD="' + "6N8qpLCeQ6lHMMZI46oNyOUQ4V" + 'ApheSn4yKyesPOiQ+ACRA38HTj"',
            "  password: " + "d6EZdnmB8fShfenAJcBnO1+Gt5" + "0DyvomlXj26NDtKb+ACRDtJHv7",
        ),
        misses=(
            'ACR_PASSWORD="' + "6N8qpLCeQ6lHMMZI46oNyOUQ4V" + 'ApheSn4yKyesPOiQ+ACRA38HT"',
            'ACR_PASSWORD="' + "6N8qpLCeQ6lHMMZI46oNyOUQ4V" + 'xxxxxxxxxxxxxxxx+xxxxxxxxx"',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        min_entropy=3.5,
        security_severity=8.5,
    ),
    Detector(
        id="azure-search-key",
        provider="Microsoft Azure",
        title="Azure AI Search key",
        pattern=r"[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}",
        keywords=("azse",),
        matches=(
            'AZURE_SEARCH_KEY="' + "rVrID6Eh0a6rQuCgqfY03i5REC" + 'z6jYuCltfO4MKX2aAzSeB5OFWQ"',
            "api-key: " + "ww8RUVfhUU3ResdcLWITdx3GOG" + "26tTkbNtm8pLZMo2AzSeBhvVQF",
        ),
        misses=(
            'AZURE_SEARCH_KEY="' + "rVrID6Eh0a6rQuCgqfY03i5REC" + 'z6jYuCltfO4MKX2aAzSeB5OFW"',
            'AZURE_SEARCH_KEY="' + "rVrID6Eh0a6rQuCgqfY03i5REC" + 'xxxxxxxxxxxxxxxxxxxxxxxxxx"',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        min_entropy=3.5,
    ),
    Detector(
        id="azure-functions-key",
        provider="Microsoft Azure",
        title="Azure Functions key",
        pattern=r"[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==",
        keywords=("azfu",),
        matches=(
            'FUNCTION_KEY="' + "LebnJXih7ZFM7y8tSI4ELdTEGRdE" + 'jinfdIuOmqapMVwlAzFu5oyH1A=="',
            "x-functions-key: " + "bhSUHyQv1tvree6n9CYH5Yr2CvnF" + "9T7yoAnKlUbsagNxAzFuRnKKcA==",
        ),
        misses=(
            'FUNCTION_KEY="' + "LebnJXih7ZFM7y8tSI4ELdTEGRdE" + 'jinfdIuOmqapMVwlAzFu5oyH1A="',
            'FUNCTION_KEY="' + "LebnJXih7ZFM7y8tSI4ELdTEGRdE" + 'xxxxxxxxxxxxxxxxxxxxxxxxxx=="',
        ),
        source="Microsoft Security Utilities, identifiable key patterns",
        min_entropy=3.5,
        security_severity=7.0,
    ),
)
