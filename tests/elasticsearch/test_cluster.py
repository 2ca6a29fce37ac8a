"""Nodes form a cluster, can be killed, recover their data, and leave no files behind."""

import os
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.elasticsearch.cluster import Cluster, Setup, cluster


def test_nodes_form_one_cluster_that_only_this_machine_can_reach(elasticsearch_cluster: Cluster) -> None:
    with Elasticsearch(elasticsearch_cluster.urls) as client:
        nodes = client.nodes.info(metric="process,http,transport")["nodes"].values()
    assert {node["name"] for node in nodes} == {"node-0", "node-1", "node-2"}
    assert {node["process"]["id"] for node in nodes} == {node.pid for node in elasticsearch_cluster.nodes}
    bound = [address for node in nodes for way in ("http", "transport") for address in node[way]["bound_address"]]
    assert {address.rsplit(":", 1)[0] for address in bound} == {"127.0.0.1"}


def test_a_node_never_runs_as_root(elasticsearch_cluster: Cluster) -> None:
    assert all(Path(f"/proc/{node.pid}").stat().st_uid != 0 for node in elasticsearch_cluster.nodes)


def test_a_killed_master_is_replaced_and_comes_back_with_the_documents(elasticsearch_cluster: Cluster) -> None:
    killed = elasticsearch_cluster.master
    with Elasticsearch(elasticsearch_cluster.urls) as client:
        client.indices.create(index="kept", settings={"number_of_replicas": 2})
        elasticsearch_cluster.wait_for()
        client.index(index="kept", id="1", document={"title": "here"})
    killed.kill()
    assert not killed.running
    elasticsearch_cluster.wait_for("yellow")
    assert elasticsearch_cluster.master is not killed
    killed.start()
    elasticsearch_cluster.wait_for()
    with Elasticsearch(killed.url) as client:
        assert client.get(index="kept", id="1", preference="_local")["_source"] == {"title": "here"}


def test_a_stopped_cluster_leaves_no_files(elasticsearch_home: Path) -> None:
    with cluster() as made:
        node, pid = made.nodes[0], made.nodes[0].pid
        assert node.folder.exists()
    assert not node.folder.parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_node_that_cannot_start_reports_why(elasticsearch_home: Path) -> None:
    with (
        pytest.raises(AssertionError, match=r"unknown setting \[no.such.setting\]"),
        cluster(setup=Setup({"no.such.setting": 1})),
    ):
        pytest.fail("it started")
