"""What is learned of projects."""

from learning.task import Task

TASKS: tuple[Task, ...] = ()
