"""Equal-area projections of the Earth, as a sphere of radius 1, onto a plane whose y axis points up."""

from collections.abc import Callable
from typing import Any

import numpy as np

Positions = np.ndarray[Any, np.dtype[np.float64]]
Projection = Callable[[Positions], Positions]

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""The coefficients of Equal Earth."""


def centre(positions: Positions) -> tuple[float, float]:
    """Return the longitude and latitude in the middle of positions, wherever they are counted from."""
    x, y, z = _on_sphere(positions).mean(axis=0)
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def azimuthal(longitude: float, latitude: float) -> Projection:
    """Return Lambert's azimuthal projection around a point: true there, without a cut except at its antipode."""
    sine, cosine = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))

    def project(positions: Positions) -> Positions:
        turned, phi = np.radians(positions[:, 0] - longitude), np.radians(positions[:, 1])
        along = cosine * np.sin(phi) - sine * np.cos(phi) * np.cos(turned)
        towards = sine * np.sin(phi) + cosine * np.cos(phi) * np.cos(turned)
        scale = np.sqrt(2 / np.maximum(1 + towards, 1e-9))
        return np.column_stack((scale * np.cos(phi) * np.sin(turned), scale * along))

    return project


def unproject_azimuthal(longitude: float, latitude: float, points: Positions) -> Positions:
    """Return which longitudes (counted from the centre) and latitudes are shown at points of the plane."""
    sine, cosine = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))
    x, y = points[:, 0], points[:, 1]
    distance = np.maximum(np.hypot(x, y), 1e-12)
    angle = 2 * np.arcsin(np.minimum(distance / 2, 1))
    phi = np.arcsin(np.clip(np.cos(angle) * sine + y * np.sin(angle) * cosine / distance, -1, 1))
    turned = np.arctan2(x * np.sin(angle), distance * cosine * np.cos(angle) - y * sine * np.sin(angle))
    return np.column_stack((np.degrees(turned), np.degrees(phi)))


def equal_earth(positions: Positions) -> Positions:
    """Project the whole Earth (Šavrič, Patterson and Jenny, 2018)."""
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(positions[:, 1])))
    square = theta**2
    power = square**3
    slope = A1 + 3 * A2 * square + power * (7 * A3 + 9 * A4 * square)
    x = 2 / np.sqrt(3) * np.radians(positions[:, 0]) * np.cos(theta) / slope
    return np.column_stack((x, theta * (A1 + A2 * square + power * (A3 + A4 * square))))


def _on_sphere(positions: Positions) -> Positions:
    turned, phi = np.radians(positions[:, 0]), np.radians(positions[:, 1])
    return np.column_stack((np.cos(phi) * np.cos(turned), np.cos(phi) * np.sin(turned), np.sin(phi)))
