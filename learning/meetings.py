"""What is learned of meetings."""

from learning.task import Task

TASKS: tuple[Task, ...] = ()
