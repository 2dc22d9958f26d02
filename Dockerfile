# All that grading needs, for instructors on macOS and Windows and for clusters: docs/container.md.
FROM debian:bookworm-slim

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git make python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*

ENV PATH=/opt/course/bin:$PATH
WORKDIR /course
COPY requirements.txt ./
RUN python3 -m venv /opt/course \
    && pip install --no-cache-dir --requirement requirements.txt

# A repository that is mounted over /course takes the place of this one.
COPY . ./
RUN pip install --no-cache-dir --no-deps --editable . \
    && useradd --uid 1000 --create-home grader \
    && chmod 1777 /home/grader
ENV HOME=/home/grader
USER 1000
CMD ["autograder", "--help"]
