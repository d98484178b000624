# SPDX-License-Identifier: MIT
"""A Slurm cluster of several nodes on this machine, for tests: munged, slurmctld and slurmd run in the foreground as
children of this process, with all their files in one folder. Needs root, neither systemd nor control groups.

    with Cluster(folder, nodes=2, processors=2) as cluster:
        number = cluster.run("sbatch", "--parsable", "job.sh")
        cluster.kill_node(2)
        print(cluster.state_when_ended(number))
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

tools = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scontrol", "scancel")
search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def what_is_missing():
    """Why there can be no cluster here; "" if there can."""
    if os.geteuid() != 0:
        return "a cluster needs root"
    missing = [tool for tool in tools if shutil.which(tool, path=search) is None]
    if missing:
        return "not installed: " + ", ".join(missing) + " (Debian: slurmctld slurmd slurm-client munge)"
    try:
        address_of_host()
    except OSError:
        return "the name of this machine does not resolve"
    return ""


def address_of_host():
    return socket.getaddrinfo(socket.gethostname().split(".")[0], None, type=socket.SOCK_STREAM)[0][4][0]


def free_ports(address, count):
    """Ports that nobody listens on now. Their sockets stay open until all are known, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind((address, 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    def __init__(self, folder, nodes=2, processors=2):
        self.folder = pathlib.Path(folder).resolve()
        self.nodes = nodes
        self.processors = processors
        self.daemons = {}
        self.config = self.folder / "slurm.conf"
        self.environment = dict(os.environ, PATH=search, SLURM_CONF=str(self.config))

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        (self.folder / "munge").mkdir(parents=True)
        (self.folder / "munge").chmod(0o755)
        self.folder.chmod(0o755)
        for name in ("state", "log", *(f"spool.n{k}" for k in range(1, self.nodes + 1))):
            (self.folder / name).mkdir()
        key = self.folder / "munge" / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        self.write_config()
        munge = self.folder / "munge"
        self.spawn(
            "munged",
            [
                "munged",
                "--foreground",
                "--force",
                f"--key-file={key}",
                f"--socket={munge}/socket",
                f"--pid-file={munge}/pid",
                f"--log-file={munge}/log",
                f"--seed-file={munge}/seed",
            ],
        )
        self.wait(lambda: (munge / "socket").exists(), 10, "munged did not start")
        self.spawn("slurmctld", ["slurmctld", "-D", "-c"])
        for k in range(1, self.nodes + 1):
            self.start_node(k)
        self.wait(lambda: self.idle() == self.nodes, 40, "the nodes did not become idle")

    def start_node(self, number):
        self.spawn(f"n{number}", ["slurmd", "-D", "-N", f"n{number}"])

    def write_config(self):
        host = socket.gethostname().split(".")[0]
        address = address_of_host()
        ports = free_ports(address, self.nodes + 1)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 // self.nodes
        settings = {
            "ClusterName": "lnrs",
            "SlurmctldHost": f"{host}({address})",
            "SlurmctldPort": ports[0],
            "SlurmUser": "root",
            "SlurmdUser": "root",
            "AuthType": "auth/munge",
            "CredType": "cred/munge",
            # A job that is run again waits until its credential has expired: two minutes by default.
            "AuthInfo": f"socket={self.folder}/munge/socket,cred_expire=5",
            # The address of the machine's name alone, whichever family it is of.
            "CommunicationParameters": "NoCtldInAddrAny,NoInAddrAny,EnableIPv6",
            "StateSaveLocation": f"{self.folder}/state",
            "SlurmdSpoolDir": f"{self.folder}/spool.%n",
            "SlurmctldPidFile": f"{self.folder}/slurmctld.pid",
            "SlurmdPidFile": f"{self.folder}/slurmd.%n.pid",
            "SlurmctldLogFile": f"{self.folder}/log/slurmctld",
            "SlurmdLogFile": f"{self.folder}/log/slurmd.%n",
            "ProctrackType": "proctrack/linuxproc",
            "TaskPlugin": "task/none",
            "SwitchType": "switch/none",
            "MpiDefault": "none",
            "JobAcctGatherType": "jobacct_gather/none",
            "AccountingStorageType": "accounting_storage/none",
            "JobCompType": "jobcomp/none",
            "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_CPU_Memory",
            "DefMemPerCPU": 256,
            "SlurmdParameters": "config_overrides",  # more processors and memory than there are
            "SchedulerParameters": "batch_sched_delay=0,sched_interval=1,bf_interval=1",
            "SlurmctldTimeout": 30,
            "SlurmdTimeout": 5,
            "MessageTimeout": 5,
            "BatchStartTimeout": 10,
            "KillWait": 2,
            "MinJobAge": 86400,  # a job that has ended can be asked about
            "ReturnToService": 2,
            "JobRequeue": 1,
            "DependencyParameters": "kill_invalid_depend",
            "MaxArraySize": 10001,
        }
        lines = [f"{key}={value}" for key, value in settings.items()]
        for k in range(1, self.nodes + 1):
            lines.append(
                f"NodeName=n{k} NodeHostname={host} NodeAddr={address} Port={ports[k]} "
                f"CPUs={self.processors} RealMemory={memory} State=UNKNOWN"
            )
        lines.append("PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP")
        self.config.write_text("\n".join(lines) + "\n")
        # slurmd loads a plug-in for control groups even if nothing uses it; this one asks for nothing.
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")

    def spawn(self, name, words):
        log = open(self.folder / "log" / f"{name}.out", "ab")
        self.daemons[name] = subprocess.Popen(
            words, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        log.close()

    def run(self, *words, check=True):
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, words))}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def idle(self):
        lines = self.run("sinfo", "-h", "-t", "idle", "-o", "%D", check=False).split()
        return sum(int(line) for line in lines if line.isdigit())

    @staticmethod
    def wait(ready, seconds, otherwise):
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise RuntimeError(f"{otherwise} within {seconds} s")
            time.sleep(0.05)

    def running_on(self, node):
        """Numbers of the jobs that run on a node."""
        return self.run("squeue", "-h", "-t", "R", "-w", f"n{node}", "-o", "%A", check=False).split()

    def kill_node(self, number):
        """Ends the node's daemon as a power cut would, and says that the node is down; what it started goes on."""
        self.daemons[f"n{number}"].send_signal(signal.SIGKILL)
        self.daemons[f"n{number}"].wait()
        self.run("scontrol", "update", f"nodename=n{number}", "state=down", "reason=killed")

    def state_when_ended(self, job, seconds=120):
        def ended():
            return not self.run("squeue", "-h", "-t", "PD,R,CG,CF", "-j", job, "-o", "%i", check=False)

        self.wait(ended, seconds, f"job {job} did not end")
        words = self.run("scontrol", "show", "job", "-o", job).split()
        return next(word[len("JobState=") :] for word in words if word.startswith("JobState="))

    def stop(self):
        if "slurmctld" in self.daemons:
            for words in (["scancel", "--user=root"], ["scontrol", "shutdown"]):
                try:
                    subprocess.run(words, env=self.environment, capture_output=True, timeout=10)
                except subprocess.TimeoutExpired:
                    pass
        for name in sorted(self.daemons, key=lambda one: one == "munged"):
            self.end(self.daemons[name])
        self.end_steps()

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def end_steps(self):
        """Steps outlive the daemon of their node. Those of this cluster are known by its config in their
        environment."""
        mark = f"SLURM_CONF={self.config}".encode()
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if mark in (path / "environ").read_bytes().split(b"\0") and int(path.name) != os.getpid():
                    os.kill(int(path.name), signal.SIGKILL)
            except (OSError, ValueError):
                continue
